/* A constraint: what a search takes for granted beyond the model, to see
 * whether a mend of that kind would do (see explore/run/hints.h).  It only
 * makes some executions impossible, or has a signal wake more threads. */
#ifndef MCHECK_MACHINE_CONSTRAINT_H
#define MCHECK_MACHINE_CONSTRAINT_H

#include <stdbool.h>
#include <stdint.h>

enum constraint_kind {
	CONSTRAINT_NONE,
	/* A signal at `pc`, or at any place if that is 0, wakes all. */
	CONSTRAINT_BROADCAST,
	CONSTRAINT_KIND_COUNT
};

struct constraint {
	enum constraint_kind kind;
	uint64_t pc;
};

#endif
