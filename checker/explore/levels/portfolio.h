/* A portfolio of two searches: states and, once that has gone on for long,
 * levels in a process of its own.  What comes of it depends on neither's
 * speed. */
#ifndef MCHECK_EXPLORE_LEVELS_PORTFOLIO_H
#define MCHECK_EXPLORE_LEVELS_PORTFOLIO_H

#include "explore/explore.h"

/* "The first second": so many steps the search over states goes alone, if no
 * path becomes as deep as that. */
#define ALONE_STEPS 1500000u
#define ALONE_DEPTH 200000u

/* Explores states, and after `alone` steps (0: ALONE_STEPS) levels as well.
 * When levels is the
 * first to find something, this returns in its process, and the process that
 * called waits for that one's end, and ends as it does. */
void explore_portfolio(const struct search *search, uint64_t alone,
		       struct search_result *result);

#endif
