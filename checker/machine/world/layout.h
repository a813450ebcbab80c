/* Where things lie in the region in which a model lives.
 *
 *   base: | image (globals) | slot 0 | slot 1 | ... one slot a thread
 *   slot: | guard | stack ... thread-local block, errno | heap arena     | */
#ifndef MCHECK_MACHINE_WORLD_LAYOUT_H
#define MCHECK_MACHINE_WORLD_LAYOUT_H

#include <stdint.h>

#include "race/finding.h"

/* The first pages of memory: nothing lies there, and a pointer to them is a
 * null pointer that something was added to. */
#define NULL_PAGES 65536u

#define REGION_IMAGE ((uint64_t)64 << 20)
/* Smaller for tests under an emulator that looks at each page reserved. */
#ifndef SLOT_MIB
#define SLOT_MIB 256
#endif
#define SLOT_SIZE ((uint64_t)SLOT_MIB << 20)
#define STACK_GUARD ((uint64_t)4 << 20)
#define STACK_SIZE ((uint64_t)8 << 20)
#define HEAP_OFFSET ((uint64_t)16 << 20)
/* The first bytes of a heap arena are what libc keeps hidden for a thread (and
 * in the first thread's, for the program): see runtime/libc/libc_state.h. */
#define AREA_SIZE ((uint64_t)4096)
#define REGION_SIZE (REGION_IMAGE + MAX_THREADS * SLOT_SIZE)
#define ERRNO_ROOM 16u /* errno, at the top of a stack */

static inline uint64_t layout_slot(uint64_t base, int thread)
{
	return base + REGION_IMAGE + (uint64_t)thread * SLOT_SIZE;
}

static inline uint64_t layout_stack_top(uint64_t base, int thread)
{
	return layout_slot(base, thread) + STACK_GUARD + STACK_SIZE;
}

/* A thread's block of thread-local variables; the alignment is 0 or a power of
 * two. */
static inline uint64_t layout_local(uint64_t stack_top, uint64_t size,
				    uint64_t alignment)
{
	uint64_t mask = (alignment < 16 ? 16 : alignment) - 1;

	return (stack_top - ERRNO_ROOM - size) & ~mask;
}

#endif
