/* Does it matter how long threads sleep? */
#include "machine/learn/sleeps.h"

#include "machine/memory/cell.h"
#include "machine/world/memory_flags.h"

/* Both together are those of a word that is followed. */
static uint32_t flags_of(enum time_use use)
{
	return use == TIME_READ ? CELL_SEVERAL | CELL_PLAIN
				: CELL_WRITTEN | CELL_UNGUARDED;
}

/* Before there are threads, what a thread slept is in the clock anyway. */
bool sleeps_matter(const struct machine *machine)
{
	return machine->needs.clocks &&
	       (machine->thread_count == 1 || machine->mode.oracle ||
		memory_followed(machine, sleeps_word(machine)));
}

void sleeps_note(struct machine *machine, enum time_use use)
{
	struct cell *cell = region_cell(&machine->region, sleeps_word(machine));
	uint32_t flags = cell->flags | flags_of(use);

	if (machine->mode.oracle)
		flags |= flags_of(TIME_READ) | flags_of(TIME_SLEPT);
	if (flags == cell->flags || !machine->needs.clocks ||
	    machine->thread_count == 1)
		return;
	memory_note_used(machine, cell);
	memory_new_flags(cell, flags);
	if (memory_flags_followed(flags))
		machine->promoted = true;
}
