/* A constraint: what a search takes for granted beyond the model, to see
 * whether a mend of that kind would do (see explore/run/hints.h).  It only
 * makes some executions impossible, or has a signal wake more threads. */
#ifndef MCHECK_MACHINE_CONSTRAINT_H
#define MCHECK_MACHINE_CONSTRAINT_H

#include <stdbool.h>
#include <stdint.h>

#define CONSTRAINT_LOCKS 4u

enum constraint_kind {
	CONSTRAINT_NONE,
	/* A signal at `pc`, or at any place if that is 0, wakes all. */
	CONSTRAINT_BROADCAST,
	/* A thread that holds none of the mutexes `locks` takes one only while
	 * no other thread holds any: so no threads wait for one another's. */
	CONSTRAINT_GATE,
	CONSTRAINT_KIND_COUNT
};

struct constraint {
	enum constraint_kind kind;
	uint32_t lock_count;
	uint64_t pc;
	uint64_t locks[CONSTRAINT_LOCKS];
};

struct machine;

/* Does the constraint keep the thread from going?  That depends on what other
 * threads have, so nothing may be left out as independent. */
bool constraint_bars(const struct machine *machine, int thread);

#endif
