/* What the runtime, which stands above the machine, gives to it. */
#ifndef MCHECK_MACHINE_GIVEN_H
#define MCHECK_MACHINE_GIVEN_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/world/operation.h"

struct machine;

struct machine_runtime {
	/* The address for a name that the model needs; 0: there is none. */
	uint64_t (*bind)(const char *name);

	/* What such a name asks of the machine, once, when it is loaded. */
	void (*prepare)(struct machine *machine, const char *name);

	/* A thread's function, or one that was called for a thread
	 * (machine/thread/call.h), has returned; a function's frame ends. */
	int (*thread_return)(uint64_t value);
	int (*call_return)(uint64_t value);
	int (*frame_end)(void);

	/* A call through a pointer led to no function: see targets.h. */
	int (*wild_call)(void);

	/* The suspended thread acts on a cancellation: a call of this takes
	 * the place of the one that it has made. */
	int (*cancelled)(void);

	/* Has the suspended thread call the next function for this end of the
	 * program; false: there is none. */
	bool (*calls_at_exit)(struct machine *machine, int thread,
			      enum exit_way way, uint64_t status);
};

#endif
