/* The model's memory: races, undo, fingerprints.
 *
 * Which words are followed.  A word matters to races and to scheduling only
 * when several threads use it while they live, one of them plainly, one of
 * them writing, and no lock guards it (guard.h).  A search begins with no word
 * followed and marks in the cells who uses what, and with which locks held.
 * When a word turns out to matter after its first accesses went unrecorded,
 * `promoted` asks for a new search in which it is followed from the start.  So
 * in the last search, the one that counts, no followed access was missed:
 * before the first access by a second thread, an execution with the word
 * followed and one without are the same. */
#include "machine/memory/memory.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/learn/guard.h"
#include "machine/thread/library.h"
#include "machine/memory/unset.h"
#include "machine/world/held.h"

/* Notes who uses the word; true when it is followed. */
static bool note_use(struct machine *machine, struct cell *cell, int thread,
		     enum race_kind kind)
{
	uint32_t user = (uint32_t)thread + 1;
	uint32_t was = cell->flags, seen = was & CELL_SEVERAL;
	uint32_t flags = was;

	if (seen == 0)
		flags |= user;
	else if (seen != user)
		flags |= CELL_SEVERAL;
	flags |= kind == RACE_READ || kind == RACE_WRITE ? CELL_PLAIN
							 : CELL_ATOMIC;
	if (kind >= RACE_ATOMIC_WRITE)
		flags |= CELL_WRITTEN;
	if (!(was & CELL_UNGUARDED)) {
		cell->guard =
			machine->mode.guards
				? guard_narrow(machine, cell->guard, thread,
					       kind >= RACE_ATOMIC_WRITE)
				: GUARD_NONE;
		if (cell->guard == GUARD_NONE)
			flags |= CELL_UNGUARDED;
	}
	if (flags != was) {
		memory_note_used(machine, cell);
		memory_new_flags(cell, flags);
		if (memory_flags_followed(flags) && !memory_flags_followed(was))
			machine->promoted = true;
	}
	return memory_flags_followed(flags);
}

static void touch_word(struct machine *machine, uint64_t address)
{
	struct cell *cell = region_cell(&machine->region, address);
	uint64_t *word = (uint64_t *)(uintptr_t)address;

	if (cell->stamp == machine->stamp)
		return;
	cell->stamp = machine->stamp;
	undo_save(&machine->undo, word, sizeof *word);
	if (machine->mode.straight)
		return;
	machine->sums.memory -= hash_word(address, *word);
	if (machine->dirty_count == machine->dirty_room) {
		machine->dirty_room = machine->dirty_room * 2 + 64;
		machine->dirty = mem_resize(
			machine->dirty, machine->dirty_room * sizeof(uint64_t));
	}
	machine->dirty[machine->dirty_count++] = address;
}

void memory_touch(struct machine *machine, uint64_t address, uint64_t size)
{
	uint64_t last = (address + size - 1) & ~(uint64_t)7;

	if (size == 0)
		return;
	if (region_on_stack(&machine->region, address)) {
		thread_save(machine, region_slot_of(&machine->region, address));
		return;
	}
	if (machine->seen.poisoned)
		unset_write(machine, address, size);
	for (uint64_t word = address & ~(uint64_t)7; word <= last; word += 8)
		touch_word(machine, word);
}

void memory_settle(struct machine *machine)
{
	for (size_t i = 0; i < machine->dirty_count; i++) {
		uint64_t address = machine->dirty[i];

		machine->sums.memory += hash_word(
			address, *(const uint64_t *)(uintptr_t)address);
	}
	machine->dirty_count = 0;
}

struct wide memory_get(uint64_t address, uint32_t size)
{
	struct wide value = {0, 0};
	uint32_t low = size < 8 ? size : 8, four;

	if (size == 4) {
		memcpy(&four, (const void *)(uintptr_t)address, 4);
		value.low = four;
		return value;
	}
	memcpy(&value.low, (const void *)(uintptr_t)address, low);
	if (size == 16)
		memcpy(&value.high, (const void *)(uintptr_t)(address + 8), 8);
	return value;
}

void memory_put(struct machine *machine, uint64_t address, uint32_t size,
		struct wide value)
{
	memory_touch(machine, address, size);
	memory_set(address, size, value);
}

void memory_set(uint64_t address, uint32_t size, struct wide value)
{
	if (size == 4) {
		memcpy((void *)(uintptr_t)address, &value.low, 4);
		return;
	}
	memcpy((void *)(uintptr_t)address, &value.low, size < 8 ? size : 8);
	if (size == 16)
		memcpy((void *)(uintptr_t)(address + 8), &value.high, 8);
}

/* The value that a plain write stored, now that its thread has gone on. */
void memory_settle_event(struct machine *machine)
{
	struct event_log *log = machine->events;
	struct event *event;

	if (!log || !log->pending)
		return;
	event = &log->events[log->pending - 1];
	log->pending = 0;
	event->after = memory_get(event->object, event->size).low;
	event->after_unset = unset_all(machine, event->object, event->size);
	event->has_after = true;
}

/* A write's new value is in memory only once the thread has gone on. */
static void record(struct machine *machine, int thread, uint64_t address,
		   uint64_t size, enum race_kind kind, uint64_t pc)
{
	struct event_log *log = machine->events;
	struct event *event;

	if (log->look)
		log->look(log->context, thread);
	if (machine->mode.plain != PLAIN_HIDDEN || kind == RACE_ATOMIC_READ ||
	    kind == RACE_ATOMIC_WRITE || !memory_shared(machine, address))
		return;
	memory_settle_event(machine);
	library_note_thread(machine, thread);
	event = event_add(machine->events);
	event->thread = (int16_t)thread;
	event->kind = kind == RACE_WRITE ? OP_WRITE : OP_READ;
	event->write = kind == RACE_WRITE;
	event->pc = pc;
	event->object = address;
	event->size = (uint32_t)size;
	event->local = true;
	event->frame = memory_frame(machine, address);
	event->unreported = library_hides(machine, event);
	if (size <= 8) {
		event->before = memory_get(address, (uint32_t)size).low;
		event->before_unset = unset_all(machine, address, size);
		event->has_before = true;
		machine->events->pending =
			event->write ? machine->events->count : 0;
	}
}

static void report_race(struct machine *machine, struct access earlier,
			int thread, uint64_t address, uint64_t size,
			enum race_kind kind, uint64_t pc)
{
	struct finding *finding = &machine->finding;
	bool atomic = kind == RACE_ATOMIC_READ || kind == RACE_ATOMIC_WRITE;

	if (finding->class != FINDING_NONE)
		return;
	machine_found(machine, thread,
		      atomic != earlier.atomic ? FINDING_MIXED_RACE
					       : FINDING_DATA_RACE,
		      address, "data race");
	finding->pc = pc;
	finding->size = (uint32_t)size;
	finding->first = earlier;
	finding->first.address = address;
	finding->first.size = (uint32_t)size;
	finding->second = (struct access){
		.pc = pc,
		.address = address,
		.size = (uint32_t)size,
		.thread = (int16_t)thread,
		.write = kind >= RACE_ATOMIC_WRITE,
		.atomic = atomic,
	};
}

/* A thread uses another's stack: from now on, ends of frames matter.  What
 * ended before that cannot have been in use before, and is seen to be dead.
 * But where not all orders are tried, the frame may always have ended before
 * the use, and other calls have come to be there.  And where a lock guards the
 * word, the frame may have ended in a state that differs only in who had used
 * it.  So the search begins again, and knows then whose end to look at (see
 * memory_end). */
static void watch_frames(struct machine *machine, const struct cell *cell,
			 int owner)
{
	uint32_t user = cell->flags & CELL_SEVERAL;

	machine->seen.stacks_shared = true;
	mc_cross.watched = 1;
	if (user == 0 || user == (uint32_t)owner + 1)
		machine->promoted = true;
}

/* False when the access races. */
static bool check_races(struct machine *machine, int thread, uint64_t address,
			uint64_t size, enum race_kind kind, uint64_t pc)
{
	uint64_t last = (address + size - 1) & ~(uint64_t)7;

	for (uint64_t word = address & ~(uint64_t)7; word <= last; word += 8) {
		struct cell *cell = region_cell(&machine->region, word);
		struct access earlier = {0};
		int slot = region_slot_of(&machine->region, word);

		if (region_on_stack(&machine->region, word) && slot != thread)
			watch_frames(machine, cell, slot);
		if (!note_use(machine, cell, thread, kind) &&
		    !machine->mode.oracle)
			continue;
		if (machine->mode.races &&
		    !race_access(machine->race, &cell->records, word,
				 cell_mask(word, address, size), kind, thread,
				 pc, &earlier)) {
			report_race(machine, earlier, thread, address, size,
				    kind, pc);
			return false;
		}
	}
	return true;
}

void memory_end(struct machine *machine, int thread, uint64_t address,
		uint64_t size)
{
	uint64_t pc = thread_pc(machine, thread);

	if (!machine->seen.stacks_shared || !machine->mode.races ||
	    machine_alone(machine))
		return;
	for (uint64_t word = address & ~(uint64_t)7; word < address + size;
	     word += 8) {
		const struct cell *cell = region_cell(&machine->region, word);
		uint32_t user = cell->flags & CELL_SEVERAL;

		if ((machine->mode.oracle ||
		     (user != 0 && user != (uint32_t)thread + 1)) &&
		    !check_races(machine, thread, word, 8, RACE_WRITE, pc)) {
			machine->finding.second.release = true;
			return;
		}
	}
}

bool memory_access(struct machine *machine, int thread, uint64_t address,
		   uint64_t size, enum race_kind kind, uint64_t pc)
{
	return size == 0 ||
	       (memory_check(machine, thread, address, size,
			     kind >= RACE_ATOMIC_WRITE, pc) &&
		memory_use(machine, thread, address, size, kind, pc));
}

/* May others write to what the thread reads?  What it reads plainly while it
 * holds no lock, they may not: they would race, unless races are allowed. */
static bool others_may_write(const struct machine *machine, int thread,
			     uint64_t address, enum race_kind kind)
{
	return kind != RACE_READ || machine->held[thread].count > 0 ||
	       (machine->mode.plain != PLAIN_HIDDEN &&
		memory_followed(machine, address));
}

/* A thread's own stack is nobody else's business, and what a mutex or the like
 * is made of is nobody's. */
static void note_touch(struct machine *machine, int thread, uint64_t address,
		       enum race_kind kind)
{
	bool plain = kind == RACE_READ || kind == RACE_WRITE;

	if (region_on_stack(&machine->region, address) &&
	    region_slot_of(&machine->region, address) == thread)
		return;
	if (!plain &&
	    !operation_is(machine->threads[thread].op.kind, TRAIT_VALUE))
		return;
	if (kind >= RACE_ATOMIC_WRITE)
		machine->touched |= TOUCH_WRITE;
	else if (thread == machine->stepped &&
		 others_may_write(machine, thread, address, kind))
		machine->touched |= TOUCH_LOOK;
}

bool memory_use(struct machine *machine, int thread, uint64_t address,
		uint64_t size, enum race_kind kind, uint64_t pc)
{
	if (!region_has(&machine->region, address))
		return true;
	if (!machine_alone(machine) &&
	    !check_races(machine, thread, address, size, kind, pc))
		return false;
	if (machine->events)
		record(machine, thread, address, size, kind, pc);
	if (machine->watched)
		note_touch(machine, thread, address, kind);
	if (kind >= RACE_ATOMIC_WRITE)
		memory_touch(machine, address, size);
	return true;
}

bool memory_visible(struct machine *machine, int thread, uint64_t address,
		    uint64_t size, bool write)
{
	uint64_t last = (address + size - 1) & ~(uint64_t)7;
	bool visible = false;

	if (machine->mode.plain == PLAIN_ALL)
		return true;
	if (machine->mode.plain == PLAIN_HIDDEN || machine_alone(machine))
		return false;
	for (uint64_t word = address & ~(uint64_t)7; word <= last; word += 8)
		if (region_has(&machine->region, word) &&
		    note_use(machine, region_cell(&machine->region, word),
			     thread, write ? RACE_WRITE : RACE_READ))
			visible = true;
	return visible;
}

void memory_copy(struct machine *machine, int thread, uint64_t to,
		 uint64_t from, uint64_t size, uint64_t pc)
{
	if (!memory_access(machine, thread, from, size, RACE_READ, pc) ||
	    !memory_access(machine, thread, to, size, RACE_WRITE, pc))
		return;
	memmove((void *)(uintptr_t)to, (void *)(uintptr_t)from, size);
	unset_copy(machine, to, from, size);
}

void memory_fill(struct machine *machine, int thread, uint64_t to, int byte,
		 uint64_t size, uint64_t pc)
{
	if (memory_access(machine, thread, to, size, RACE_WRITE, pc))
		memset((void *)(uintptr_t)to, byte, size);
}
