/* In which way the machine runs a model. */
#ifndef MCHECK_MACHINE_MODE_H
#define MCHECK_MACHINE_MODE_H

#include <stdbool.h>

#include "machine/constraint.h"

enum plain_mode {
	PLAIN_HIDDEN, /* plain accesses are checked for races, not scheduled */
	PLAIN_SHARED, /* those to words that threads share are operations */
	PLAIN_ALL     /* every one is (brute) */
};

struct machine_mode {
	enum plain_mode plain;
	bool races;        /* look for data races */
	bool oracle;       /* with the oracle; nothing is invisible */
	bool spurious;     /* condition variables may wake by themselves */
	bool weak_cas;     /* a weak compare-exchange may fail by itself */
	bool output_state; /* what was printed is part of the state */
	bool malloc_fails; /* memory may not be there: a decision */
	bool footprints;   /* learn what threads use, see footprint.h */
	bool meetings;     /* some of these uses commute, see there */
	bool guards;       /* do not follow what a lock guards, see guard.h */
	/* Each execution runs from its start: it is as one step to the undo
	 * log, no stack is saved, and there are no fingerprints. */
	bool straight;
	struct constraint constraint; /* of a search for hints */
};

#endif
