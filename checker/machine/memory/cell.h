/* What is kept for each word of the model's memory, in the shadow. */
#ifndef MCHECK_MACHINE_MEMORY_CELL_H
#define MCHECK_MACHINE_MEMORY_CELL_H

#include <stdint.h>

/* Who has used the word while more than one thread lived; gathered over a
 * whole search, not part of the state. */
enum cell_flags {
	CELL_SEVERAL = 0xff, /* the low byte: 0, a thread + 1, or this */
	CELL_PLAIN = 0x100,
	CELL_ATOMIC = 0x200,
	CELL_WRITTEN = 0x400,
	CELL_UNGUARDED = 0x800, /* no lock was held at all uses */
	CELL_NUMBER_SHIFT = 16  /* above: its number for footprints, or 0 */
};

struct cell {
	uint64_t stamp; /* of the step in which its word was saved */
	union {
		uint32_t records; /* of the race detector, if it is followed */
		uint32_t guard;   /* else which locks were held; see guard.h */
	};
	uint32_t flags;
};

/* The bytes of the word at `word` that the range covers. */
static inline uint8_t cell_mask(uint64_t word, uint64_t address, uint64_t size)
{
	uint64_t first = address > word ? address - word : 0;
	uint64_t end = address + size - word < 8 ? address + size - word : 8;

	return (uint8_t)((0xffu << first) & (0xffu >> (8 - end)));
}

#endif
