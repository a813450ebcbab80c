/* The model's world: opening, starting, fingerprints, findings. */
#include "machine/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "machine/footprint.h"
#include "machine/guard.h"
#include "machine/heap.h"
#include "machine/library.h"
#include "machine/lock_order.h"
#include "machine/memory.h"
#include "machine/rules.h"
#include "machine/targets.h"
#include "machine/unset.h"

#define SCRATCH_SIZE ((size_t)1 << 20)
#define MAX_BLOCKS ((size_t)1 << 22)

struct machine *mc_machine;

/* Which bytes of the image belong to a variable. */
static void note_owned(struct machine *machine, const struct elf *elf)
{
	uint64_t start, size;

	/* Compilers put constants without a name here. */
	if (elf_section_range(elf, ".data.rel.ro", &start, &size))
		memset(machine->region.owned + start, 1, size);
	for (int i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];

		if (symbol->writable &&
		    symbol->address + symbol->size <= elf->memory_size)
			memset(machine->region.owned + symbol->address, 1,
			       symbol->size);
	}
}

static void note_need(void *context, const char *name)
{
	static const char *const sees_ends[] = {
		"pthread_tryjoin_np", "pthread_timedjoin_np",
		"pthread_clockjoin_np", "pthread_mutexattr_setrobust"};
	struct machine *machine = context;

	/* The thread that ends last runs what was registered. */
	machine->leaves |= strcmp(name, "pthread_exit") == 0 ||
			   strcmp(name, "thrd_exit") == 0;
	machine->registers |= strcmp(name, "atexit") == 0 ||
			      strcmp(name, "__cxa_atexit") == 0;
	machine->ends |= machine->leaves && machine->registers;
	for (size_t i = 0; i < sizeof sees_ends / sizeof *sees_ends; i++)
		machine->ends |= strcmp(name, sees_ends[i]) == 0;

	if (strcmp(name, "pthread_key_delete") == 0 ||
	    strcmp(name, "tss_delete") == 0)
		machine->deletes_keys = true;
	if (strcmp(name, "__tsan_atomic_thread_fence") == 0)
		machine->fences = true;
	if (strcmp(name, "time") == 0 || strcmp(name, "clock") == 0 ||
	    strcmp(name, "clock_gettime") == 0 ||
	    strcmp(name, "gettimeofday") == 0 ||
	    strcmp(name, "timespec_get") == 0)
		machine->clocks = true;
	if (strcmp(name, "mc_channel_try_send") == 0 ||
	    strcmp(name, "mc_channel_try_receive") == 0 ||
	    strcmp(name, "mc_channel_select") == 0)
		machine->tries = true;
}

static void open_stacks(struct machine *machine)
{
	unsigned char *scratch = mem_reserve(NULL, SCRATCH_SIZE);

	mc_cross.scratch_top =
		(uint64_t)(uintptr_t)(scratch + SCRATCH_SIZE) & ~(uint64_t)15;
	machine->slack = 512;
}

struct machine *machine_open(const struct elf *elf,
			     uint64_t (*bind)(const char *name),
			     struct text *why)
{
	struct machine *machine = mem_reserve(NULL, sizeof *machine);

	if (elf->stubs_end > REGION_IMAGE) {
		text_addf(why, "the program's variables take more than %u MiB",
			  (unsigned)(REGION_IMAGE >> 20));
		return NULL;
	}
	machine->elf = elf;
	machine->current = -1;
	mc_machine = machine;
	open_stacks(machine);
	region_open(&machine->region);
	machine->region.image_size =
		(elf->memory_size + 4095) & ~(uint64_t)4095;
	if (!elf_load(elf, machine->region.base, bind, why))
		return NULL;
	targets_open(machine);
	note_owned(machine, elf);
	constructor_open(machine);
	library_open(machine);
	elf_undefined(elf, note_need, machine);
	machine->clang = memmem(elf->file.bytes, elf->file.length,
				"clang version", 13) != NULL;
	object_open(&machine->objects);
	machine->order = order_open();
	machine->guards = guard_open();
	machine->blocks = mem_reserve(NULL, MAX_BLOCKS * sizeof(struct block));
	machine->output = mem_reserve(NULL, OUTPUT_ROOM);
	machine->detector = race_open(&machine->undo);
	machine->oracle = race_open(NULL);
	return machine;
}

static hash128 sum_range(uint64_t from, uint64_t to)
{
	hash128 sum = 0;

	for (uint64_t at = from & ~(uint64_t)7; at < to; at += 8) {
		const uint64_t *word = (const uint64_t *)(uintptr_t)at;

		/* Most of it was never touched. */
		if (at + 32 <= to && !(word[0] | word[1] | word[2] | word[3]))
			at += 24;
		else
			sum += hash_word(at, *word);
	}
	return sum;
}

/* argv and its strings, as a block of the first thread's. */
static uint64_t copy_arguments(struct machine *machine, int argc,
			       char *const *argv)
{
	uint64_t size = ((uint64_t)argc + 1) * 8, at;
	struct block *block;
	uint64_t *list;
	char *strings;

	for (int i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	at = heap_allocate(machine, 0, size, 16, true, 0);
	must_hold(at != 0);
	block = &machine->blocks[machine->block_count];
	block->internal = true;
	list = (uint64_t *)(uintptr_t)at;
	strings = (char *)(uintptr_t)(at + ((uint64_t)argc + 1) * 8);
	for (int i = 0; i < argc; i++) {
		list[i] = (uint64_t)(uintptr_t)strings;
		strings = stpcpy(strings, argv[i]) + 1;
	}
	machine->sums.memory += sum_range(at, at + size);
	return at;
}

static void go_back(struct machine *machine)
{
	if (machine->mode.straight)
		for (int i = 0; i < machine->thread_count; i++)
			thread_clear(machine, i);
	undo_to(&machine->undo, 0);
}

/* In a straight execution there are no fingerprints. */
static void note_constant(struct machine *machine)
{
	if (machine->region.constant_known || machine->mode.straight)
		return;
	machine->region.constant = machine_fingerprint_slow(machine) -
				   machine_fingerprint(machine);
	machine->region.constant_known = true;
}

void machine_start(struct machine *machine, struct machine_mode mode, int argc,
		   char *const *argv)
{
	struct thread *first = &machine->threads[0];

	go_back(machine);
	machine->mode = mode;
	machine->race = mode.oracle ? machine->oracle : machine->detector;
	race_reset(machine->race);
	memset(&machine->finding, 0, sizeof machine->finding);
	machine->limit = LIMIT_NONE;
	machine->ended = machine->discarded = machine->promoted = false;
	machine->exit_status = 0;
	machine->other = -1;
	machine->dirty_count = 0;
	machine->copies.count = 0;
	machine->kept_back.size = 0;
	machine->step++;
	machine->stamp++;
	race_step(machine->race);
	undo_save(&machine->undo, &machine->sums, sizeof machine->sums);
	thread_create(machine,
		      region_base(&machine->region) +
			      machine->elf->main_address,
		      (uint64_t)argc, -1);
	first->start[1] = copy_arguments(machine, argc, argv);
	if (mode.footprints && !machine->footprint)
		machine->footprint = footprint_open();
	if (mode.footprints)
		footprint_arrive(machine, 0, 0);
	memset(machine->changed, 0, sizeof machine->changed);
	thread_settle(machine);
	note_constant(machine);
}

bool machine_changed_unseen(struct machine *machine)
{
	return machine_fingerprint_slow(machine) - machine->region.constant !=
	       machine_fingerprint(machine);
}

void machine_forget(struct machine *machine)
{
	go_back(machine);
	memory_forget_flags(machine);
}

bool machine_needs_luck(const struct machine *machine, int thread)
{
	unsigned kind = machine->threads[thread].op.kind;

	return kind == OP_ASLEEP ||
	       (kind == OP_RDLOCK && rwlock_overtakes(machine, thread));
}

/* Does the thread fail to get what another one has only because both are in
 * std::lock?  That puts it back and tries again; the library is relied on for
 * coming to an end with it. */
static bool meets_in_lock(const struct machine *machine, int thread,
			  enum object_kind kind)
{
	const struct object *object =
		object_find(machine, machine->threads[thread].op.object, kind);

	return object && object->owner >= 0 && object->owner != thread &&
	       library_locks_all(machine, thread) &&
	       library_locks_all(machine, object->owner);
}

/* Bad luck is luck too: a weak compare-exchange that fails for no reason (its
 * way 1), or a time that is not over before a wake-up without a signal comes
 * (way 1).  A reader that may be let go or made to wait (rdlock with an end of
 * its time, tryrdlock) overtakes a writer in way 0. */
bool machine_is_luck(const struct machine *machine, int thread, int alternative)
{
	unsigned kind = machine->threads[thread].op.kind;

	switch (kind) {
	case OP_COMPARE_EXCHANGE:
	case OP_ASLEEP_TIMED:
		return alternative > 0;
	case OP_RDLOCK:
	case OP_TRYRDLOCK:
		if (operation_rules[kind].alternatives(machine, thread) > 1)
			return alternative == 0;
		break;
	case OP_TRYLOCK:
		return meets_in_lock(machine, thread, OBJECT_MUTEX);
	case OP_TRYWRLOCK:
		return meets_in_lock(machine, thread, OBJECT_RWLOCK);
	}
	return machine_needs_luck(machine, thread);
}

int machine_alternatives(const struct machine *machine, int slot, bool spurious)
{
	const struct thread *thread = &machine->threads[slot];

	if (thread->status != THREAD_ALIVE ||
	    (machine->atomic_owner && machine->atomic_owner != slot + 1) ||
	    (!spurious && machine_needs_luck(machine, slot)))
		return 0;
	return operation_rules[thread->op.kind].alternatives(machine, slot);
}

static hash128 sum_parts(const struct machine *machine, hash128 memory,
			 hash128 threads)
{
	hash128 sum = memory + threads + machine->sums.blocks +
		      machine->objects.sum + race_hash(machine->race);

	if (machine->mode.output_state)
		sum += machine->sums.output;
	return sum;
}

hash128 machine_fingerprint(const struct machine *machine)
{
	return sum_parts(machine, machine->sums.memory, machine->sums.threads);
}

uint64_t machine_memory_words(const struct machine *machine)
{
	uint64_t bytes = machine->elf->data_end - machine->elf->data_start;

	for (int i = 0; i < machine->thread_count; i++)
		bytes += machine->threads[i].heap_top -
			 region_area(&machine->region, i);
	return bytes / 8;
}

hash128 machine_fingerprint_slow(struct machine *machine)
{
	uint64_t base = region_base(&machine->region);
	hash128 memory = sum_range(base + machine->elf->data_start,
				   base + machine->elf->data_end);
	hash128 threads = 0;

	for (int i = 0; i < machine->thread_count; i++) {
		memory += sum_range(region_slot(&machine->region, i) +
					    HEAP_OFFSET,
				    machine->threads[i].heap_top);
		memory += unset_sum(
			machine, region_slot(&machine->region, i) + HEAP_OFFSET,
			machine->threads[i].heap_top);
		threads += thread_hash(machine, i);
	}
	return sum_parts(machine, memory, threads);
}

void machine_found(struct machine *machine, int thread,
		   enum finding_class class, uint64_t address,
		   const char *format, ...)
{
	struct finding *finding = &machine->finding;
	va_list arguments;

	if (finding->class != FINDING_NONE)
		return;
	if (machine->events && thread >= 0)
		library_note_thread(machine, thread);
	finding->class = class;
	finding->thread = (int16_t)thread;
	finding->address = address;
	finding->pc = thread >= 0 ? thread_pc(machine, thread) : 0;
	if (thread >= 0 && address &&
	    machine->threads[thread].op.object == address)
		finding->size =
			operation_extent(machine->threads[thread].op.kind, 0);
	va_start(arguments, format);
	vsnprintf(finding->what, sizeof finding->what, format, arguments);
	va_end(arguments);
}

bool machine_is_barred(const struct machine *machine)
{
	if (!machine->assumes)
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine->threads[i].op.kind == OP_BLOCKED)
			return true;
	return false;
}
