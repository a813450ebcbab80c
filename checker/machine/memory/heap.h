/* The model's heap.  An address depends only on the thread that allocates and
 * on what it allocated before, and none is used twice in an execution. */
#ifndef MCHECK_MACHINE_MEMORY_HEAP_H
#define MCHECK_MACHINE_MEMORY_HEAP_H

#include "machine/machine.h"

/* What fresh memory of malloc holds in each byte. */
#define HEAP_POISON 0xAAu

/* A block of the thread's; `zero`: cleared, else poisoned.  0 with the limit
 * set when the thread's arena is full. */
uint64_t heap_allocate(struct machine *machine, int thread, uint64_t size,
		       uint64_t alignment, bool zero, uint64_t pc);

/* Ends the block that begins at `address`; false when that is a finding. */
bool heap_free(struct machine *machine, int thread, uint64_t address,
	       uint64_t pc);

/* The newest block is one of mmap's: malloc's functions do not take it. */
void heap_note_mapped(struct machine *machine);

/* Ends such a block, which begins at `address` and is live. */
bool heap_unmap(struct machine *machine, int thread, uint64_t address,
		uint64_t pc);

#endif
