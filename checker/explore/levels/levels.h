/* Searches by the number of preemptions. */
#ifndef MCHECK_EXPLORE_LEVELS_LEVELS_H
#define MCHECK_EXPLORE_LEVELS_LEVELS_H

#include <limits.h>

#include "explore/explore.h"

/* Up to how many preemptions everything was covered.  Any number: every state
 * was reached and every way from it taken, but livelocks were not judged. */
#define NO_PREEMPTIONS (-1)
#define ANY_PREEMPTIONS INT_MAX

/* What was complete after how many steps of the machine, in their order. */
#define LEVELS_LOGGED 1024
struct level_log {
	uint32_t count;
	struct level_end {
		uint64_t steps;
		int complete;
	} ends[LEVELS_LOGGED];
};

/* How a search takes turns with another one: from `*until` steps on, or once
 * its path is so deep, it asks whether it shall end. */
struct turns {
	const volatile uint64_t *until;
	uint64_t depth;
	bool (*end)(void *context, uint64_t steps);
	void *context;
	struct level_log *log; /* kept by explore_levels, or NULL */
};

static inline bool turns_end(const struct search *search, uint64_t steps,
			     uint64_t depth)
{
	const struct turns *turns = search->turns;

	return turns && (steps >= *turns->until || depth >= turns->depth) &&
	       turns->end(turns->context, steps);
}

/* Is the thread left although it could go on?  Not when it only pauses.
 * `next` < 0: for some other one. */
bool explore_is_preemption(const struct machine *machine, int last, int next);

#endif
