/* Searches by the number of preemptions. */
#ifndef MCHECK_EXPLORE_LEVELS_H
#define MCHECK_EXPLORE_LEVELS_H

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

/* First all schedules without preemptions, then those with one, and so on, up
 * to search->preemptions of them.  Livelocks are not judged. */
void explore_levels(const struct search *search, struct search_result *result);

#endif
