/* What threads get by a step, or do not get: of that service is made, see
 * service.h. */
#ifndef MCHECK_EXPLORE_STATES_GAIN_H
#define MCHECK_EXPLORE_STATES_GAIN_H

#include "explore/thread_set.h"
#include "machine/machine.h"

/* What a step was to its thread. */
enum mark {
	MARK_GOT = 1,      /* it has what it waited for, or tried to get */
	MARK_GIVEN = 2,    /* and that was no lock: another one gave it */
	MARK_TRIED = 4,    /* it has what it only tried to get */
	MARK_FAILED = 8,   /* it has not */
	MARK_NESTED = 16,  /* a lock, with another one held */
	MARK_LOOKED = 32,  /* read what others may write, as in enum touch */
	MARK_WROTE = 64,   /* wrote to memory that is not its own */
	MARK_CHANGED = 128 /* and that differs from what was there */
};

struct gain {
	unsigned marks; /* a set of enum mark */
	uint64_t lock; /* the lock or semaphore that it has, or has not; or 0 */
	struct thread_set others; /* who were given something by it */
};

/* Makes the step, and says what it was. */
struct gain gain_step(struct machine *machine, int thread, int alternative);

/* Which threads wait now, for other things than the end of a thread? */
struct thread_set gain_waits(const struct machine *machine);

#endif
