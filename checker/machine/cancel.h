/* Cancellation of threads (POSIX.1-2017, 2.9.5), deferred.
 *
 * pthread_cancel makes a cancellation pending.  A thread acts on it where it
 * asks for something in a call that is a cancellation point: to be cancelled is
 * one more way in which its operation can go, the last one.
 *
 *	pending when it called      it can only be cancelled
 *	pending since               what it waits for may come first, as long as
 *	                            it has not acted: both ways
 *	waits on a condition        it locks its mutex again before it acts
 *
 * What a cancelled thread has used was used by its operation in any way, and
 * OP_CANCEL conflicts with everything: so footprints need to know no more. */
#ifndef MCHECK_MACHINE_CANCEL_H
#define MCHECK_MACHINE_CANCEL_H

#include "machine/rules/rules.h"

/* Is the thread to be cancelled in what it asks for? */
bool cancel_is_due(const struct machine *machine, int thread);

static inline bool cancel_acts(const struct machine *machine, int thread)
{
	return machine->needs.cancels &&
	       machine->threads[thread].cancel == CANCEL_PENDING &&
	       cancel_is_due(machine, thread);
}

/* In how many ways such an operation can go: to be cancelled is the last. */
int cancel_alternatives(const struct machine *machine, int thread);
bool cancel_is_way(const struct machine *machine, int thread, int way);

/* May the thread, which is blocked, be cancelled by one that is not stuck? */
bool cancel_may_come(const struct machine *machine, int thread,
		     const bool *stuck);

#endif
