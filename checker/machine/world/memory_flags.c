/* Who uses which words of the model's memory: the flags of their cells. */
#include "machine/world/memory_flags.h"

#include <sys/mman.h>

#include "base/alloc.h"
#include "machine/learn/guard.h"

void memory_note_used(struct machine *machine, const struct cell *cell)
{
	struct region *region = &machine->region;

	if (cell->flags)
		return;
	if (region->used_count == region->used_room) {
		region->used_room = region->used_room * 2 + 64;
		region->used = mem_resize(region->used,
					  region->used_room * sizeof(uint64_t));
	}
	region->used[region->used_count++] =
		(uint64_t)(cell - region->cells) * 8;
}

static uint32_t flags_of(const struct machine *machine, uint64_t address)
{
	return region_has(&machine->region, address)
		       ? region_cell(&machine->region, address)->flags
		       : 0;
}

bool memory_shared(const struct machine *machine, uint64_t address)
{
	return memory_flags_shared(flags_of(machine, address));
}

bool memory_followed(const struct machine *machine, uint64_t address)
{
	return memory_flags_followed(flags_of(machine, address));
}

void memory_share(struct machine *machine, uint64_t offset, bool follow)
{
	memory_set_flags(machine, offset,
			 CELL_SEVERAL | CELL_PLAIN | CELL_WRITTEN |
				 (follow ? CELL_UNGUARDED : 0),
			 GUARD_ANY, true);
}

uint32_t memory_guard(const struct cell *cell)
{
	return cell->flags & CELL_UNGUARDED ? 0 : cell->guard;
}

void memory_unguard(struct machine *machine, uint32_t guard)
{
	const struct region *region = &machine->region;

	for (size_t i = 0; i < region->used_count; i++) {
		struct cell *cell = &region->cells[region->used[i] / 8];

		if (memory_guard(cell) != guard)
			continue;
		memory_new_flags(cell, cell->flags | CELL_UNGUARDED);
		if (memory_flags_followed(cell->flags))
			machine->promoted = true;
	}
}

void memory_set_flags(struct machine *machine, uint64_t offset, uint32_t flags,
		      uint32_t guard, bool all)
{
	struct cell *cell = &machine->region.cells[offset / 8];

	if (offset >= REGION_SIZE)
		return;
	if (!memory_flags_followed(flags)) {
		cell->guard = guard;
		if (!all)
			flags &= ~((1u << CELL_NUMBER_SHIFT) - 1);
	}
	if (!flags)
		return;
	memory_note_used(machine, cell);
	memory_new_flags(cell, flags);
}

void memory_forget_flags(struct machine *machine)
{
	madvise(machine->region.cells,
		REGION_SIZE / 8 * sizeof *machine->region.cells, MADV_DONTNEED);
	machine->region.used_count = 0;
}
