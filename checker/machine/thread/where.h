/* Where a thread is, and what an address on a stack belongs to. */
#ifndef MCHECK_MACHINE_THREAD_WHERE_H
#define MCHECK_MACHINE_THREAD_WHERE_H

#include "machine/machine.h"

/* Where the thread is: the address behind the call that it made; in C++, behind
 * the one that it made to the library. */
uint64_t thread_pc(const struct machine *machine, int thread);

/* The first of these in C++ too; 0: it has ended, or has no frame. */
static inline uint64_t thread_raw_pc(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t sp = slot == machine->current ? mc_cross.sp : thread->sp;

	if (thread->status != THREAD_ALIVE || sp + 8 > thread->stack_top)
		return 0;
	return *(const uint64_t *)(uintptr_t)sp;
}

/* What a report can say of the object at an address on a stack. */
struct event_frame memory_frame(const struct machine *machine,
				uint64_t address);

#endif
