/* Blocks of the heap. */
#ifndef MCHECK_MACHINE_WORLD_BLOCK_H
#define MCHECK_MACHINE_WORLD_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Ever allocated, in one execution. */
#define MAX_BLOCKS (1u << 22)

/* A block of the heap; never at the same address twice in an execution. */
struct block {
	uint64_t address, size;
	uint64_t pc, free_pc;
	int16_t thread, free_thread;
	bool live;
	bool internal, mapped; /* ours (a channel, argv); mmap's */
};

struct machine;

/* The block that the address lies in or just behind, dead or alive; or NULL. */
const struct block *block_find(const struct machine *machine, uint64_t address);

#endif
