/* The frames on a thread's stack. */
#ifndef MCHECK_MACHINE_THREAD_FRAME_H
#define MCHECK_MACHINE_THREAD_FRAME_H

#include "machine/machine.h"

struct frame {
	uint64_t pc;      /* the place behind the call that it is at */
	uint64_t sp;      /* its stack pointer, when that call returns */
	uint64_t pointer; /* its frame pointer */
	uint64_t cfa;     /* where it ends: the caller's stack pointer */
};

/* The frame of the thread's innermost function; false when there is none. */
bool frame_first(const struct machine *machine, int thread,
		 struct frame *frame);

/* Its caller's; false at the end. */
bool frame_next(const struct machine *machine, int thread, struct frame *frame);

#endif
