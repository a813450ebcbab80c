/* Code of the C and C++ libraries within a model. */
#include "machine/thread/library.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"
#include "machine/thread/where.h"

/* Per byte of the code. */
enum code { CODE_USER, CODE_LIBRARY, CODE_THREAD, CODE_LOCK };

static bool starts(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* Names of namespace std, of __gnu_cxx, of what the compiler calls, and of the
 * C library's functions that are compiled along. */
static enum code code_of(const char *name)
{
	static const char *const starting[] = {
		"_ZNSt",         "_ZNKSt",         "_ZSt",
		"_ZNSa",         "_ZNKSa",         "_ZN9__gnu_cxx",
		"_ZNKS",         "_ZNSs",          "_ZNK9__gnu_cxx",
		"__once_proxy",  "_ZL20__gthread", "__cxa_guard_",
		"__clang_call_", "mc_libc_",
	};

	if (strncmp(name, "_Z", 2) == 0 && strstr(name, "__gthread_"))
		return CODE_LIBRARY;
	if (starts(name, "_ZSt4lockI"))
		return CODE_LOCK;
	for (size_t i = 0; i < sizeof starting / sizeof *starting; i++)
		if (starts(name, starting[i]))
			return strstr(name, "St6thread") ||
					       strstr(name, "mc_thread_routine")
				       ? CODE_THREAD
				       : CODE_LIBRARY;
	return CODE_USER;
}

void library_open(struct machine *machine)
{
	const struct elf *elf = machine->elf;

	for (int i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];
		enum code code = code_of(symbol->name);

		if (!symbol->function || code == CODE_USER ||
		    symbol->address + symbol->size > elf->memory_size)
			continue;
		if (!machine->library)
			machine->library = mem_alloc(elf->memory_size);
		memset(machine->library + symbol->address, (int)code,
		       symbol->size);
	}
}

/* The code before a return address; what is not the model's is the library's
 * as well. */
static enum code code_at(const struct machine *machine, uint64_t pc)
{
	uint64_t offset = pc - 1 - region_base(&machine->region);

	if (offset < machine->elf->text_start ||
	    offset >= machine->elf->text_end)
		return CODE_LIBRARY;
	return machine->library[offset];
}

/* Goes up from the frame at *frame; false at the end of the stack. */
static bool go_up(const struct machine *machine, int slot, uint64_t *frame,
		  uint64_t *pc)
{
	const struct thread *thread = &machine->threads[slot];
	const uint64_t *link = (const uint64_t *)(uintptr_t)*frame;

	if (*frame < thread->stack_low || *frame >= thread->stack_top - 16 ||
	    *frame % 8 != 0 || (link[0] && link[0] <= *frame))
		return false;
	*pc = link[1];
	*frame = link[0];
	return true;
}

static uint64_t first_frame(const struct machine *machine, int slot)
{
	return slot == machine->current ? mc_cross.saved[1]
					: machine->threads[slot].saved[1];
}

uint64_t library_caller(const struct machine *machine, int slot, uint64_t pc)
{
	uint64_t frame = first_frame(machine, slot), at = pc;

	do
		if (code_at(machine, at) == CODE_USER)
			return at;
	while (go_up(machine, slot, &frame, &at));
	return pc;
}

/* Does the library, called from the user's code, work for std::thread? */
static bool is_for_thread(const struct machine *machine, int slot)
{
	uint64_t frame = first_frame(machine, slot);
	uint64_t pc = thread_raw_pc(machine, slot);

	do {
		enum code code = code_at(machine, pc);

		if (code != CODE_LIBRARY && code != CODE_LOCK)
			return code == CODE_THREAD;
	} while (go_up(machine, slot, &frame, &pc));
	return false;
}

/* The last event that is not hidden, before the one at the end of the log. */
static const struct event *last_shown(const struct event_log *log)
{
	for (uint32_t i = log->count - 1; i > 0; i--)
		if (!log->events[i - 1].unreported)
			return &log->events[i - 1];
	return NULL;
}

bool library_hides(const struct machine *machine, const struct event *event)
{
	const struct event *last;
	int slot = event->thread;

	if (!machine->library ||
	    code_at(machine, thread_raw_pc(machine, slot)) == CODE_USER ||
	    !operation_is(event->kind, TRAIT_PLAIN))
		return false;
	if (is_for_thread(machine, slot))
		return true;
	last = last_shown(machine->events);
	return last && last->thread == slot && last->kind == event->kind &&
	       last->pc == event->pc;
}

void library_note_thread(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];
	uint64_t frame = first_frame(machine, slot), pc, found = 0;

	if (!machine->library ||
	    code_at(machine, thread->function + 1) == CODE_USER)
		return;
	pc = thread_raw_pc(machine, slot);
	do
		if (code_at(machine, pc) == CODE_USER)
			found = pc - 1;
	while (go_up(machine, slot, &frame, &pc));
	if (found)
		thread->function = found;
}

bool library_makes(const struct machine *machine, int thread)
{
	return machine->library &&
	       code_at(machine, thread_raw_pc(machine, thread)) != CODE_USER;
}

bool library_locks_all(const struct machine *machine, int slot)
{
	uint64_t frame, pc;

	if (!machine->library)
		return false;
	frame = first_frame(machine, slot);
	pc = thread_raw_pc(machine, slot);
	do
		if (code_at(machine, pc) == CODE_LOCK)
			return true;
	while (go_up(machine, slot, &frame, &pc));
	return false;
}
