/* Partial-order reduction: which threads must be tried in a state. */
#ifndef MCHECK_EXPLORE_STATES_PERSISTENT_H
#define MCHECK_EXPLORE_STATES_PERSISTENT_H

#include "machine/machine.h"

/* A bit set of threads; those with a slot of 64 or more have no bit. */
#define PERSISTENT_MOST 64
#define PERSISTENT_EVERY (~(uint64_t)0)

/* The threads of a persistent set of the present state, the thread `last`
 * among them where that costs nothing; PERSISTENT_EVERY when there is none but
 * that of all threads.  The machine must run with footprints. */
uint64_t persistent_threads(struct machine *machine, int last);

#endif
