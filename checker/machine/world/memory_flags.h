/* Who uses which words of the model's memory, and which of them are followed;
 * see memory.c. */
#ifndef MCHECK_MACHINE_WORLD_MEMORY_FLAGS_H
#define MCHECK_MACHINE_WORLD_MEMORY_FLAGS_H

#include "machine/machine.h"

static inline bool memory_flags_shared(uint32_t flags)
{
	return (flags & CELL_SEVERAL) == CELL_SEVERAL && flags & CELL_PLAIN &&
	       flags & CELL_WRITTEN;
}

static inline bool memory_flags_followed(uint32_t flags)
{
	return memory_flags_shared(flags) && flags & CELL_UNGUARDED;
}

/* The cell has new flags: records are kept from when its word is followed. */
static inline void memory_new_flags(struct cell *cell, uint32_t flags)
{
	if (memory_flags_followed(flags) && !memory_flags_followed(cell->flags))
		cell->records = 0;
	cell->flags = flags;
}

/* Shared words, and those of them that are followed, as no lock guards them:
 * noted for a trace, set again from one (offsets in the region). */
bool memory_shared(const struct machine *machine, uint64_t address);
bool memory_followed(const struct machine *machine, uint64_t address);
void memory_share(struct machine *machine, uint64_t offset, bool follow);
void memory_forget_flags(struct machine *machine);

/* To be called before a cell gets its first flags, for whoever needs all that
 * there are. */
void memory_note_used(struct machine *machine, const struct cell *cell);

/* The flags of a word's cell, and what guards it; `all`: even flags that only
 * say who used it, and do not make it followed. */
void memory_set_flags(struct machine *machine, uint64_t offset, uint32_t flags,
		      uint32_t guard, bool all);
/* What guards the word, 0 if nothing does. */
uint32_t memory_guard(const struct cell *cell);
/* Words with this guard have none any more. */
void memory_unguard(struct machine *machine, uint32_t guard);

#endif
