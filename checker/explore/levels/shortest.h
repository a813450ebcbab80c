/* What an execution costs, for the shortest explorer: preemptions first, then
 * spurious decisions: what may never happen, however often it could (a wake-up
 * without a signal, malloc that finds no memory).  Steps come after both. */
#ifndef MCHECK_EXPLORE_LEVELS_SHORTEST_H
#define MCHECK_EXPLORE_LEVELS_SHORTEST_H

#include "explore/explore.h"

/* The cost of a preemption; of a spurious decision it is 1.  An execution has
 * fewer of these than that. */
#define SHORTEST_PREEMPTION 8u

/* For searches that are not told what executions may cost: as good as all. */
#define SHORTEST_MOST (64u * SHORTEST_PREEMPTION)

/* What the thread costs when it goes in this way after `last`, < 0: nobody. */
uint32_t shortest_price(const struct machine *machine, int last,
			struct decision way);

/* Is the decision spurious? */
bool shortest_is_spurious(const struct machine *machine, struct decision way);

#endif
