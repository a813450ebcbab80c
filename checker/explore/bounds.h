/* Where a search ends before all is covered; the same for every explorer.
 *
 * Some bounds hold for one way only: an execution that comes to --depth is cut
 * there, and the search goes on elsewhere (see bounds_cuts).  All others end
 * the search.  Whichever it is, `limit` of the result says so, and then the
 * verdict is never "verified". */
#ifndef MCHECK_EXPLORE_BOUNDS_H
#define MCHECK_EXPLORE_BOUNDS_H

#include "explore/explore.h"
#include "explore/run/progress.h"

/* So often, in transitions, bounds_look is to be called. */
#define BOUNDS_EVERY 1024u

/* Before each transition: must the search end here?  `count` is what
 * --states counts: states, or executions. */
static inline bool bounds_end(const struct search *search,
			      struct search_result *result, uint64_t count)
{
	if (search->stop && *search->stop)
		result->limit = (enum limit)(*search->stop);
	else if (search->max_states && count >= search->max_states)
		result->limit = LIMIT_STATES;
	else
		return false;
	return true;
}

/* May an execution not become longer than `depth` steps? */
static inline bool bounds_cuts(const struct search *search, uint64_t depth)
{
	return search->max_depth && depth >= search->max_depth;
}

/* Now and then: tells how far the search is, and whether it must end because
 * it holds `bytes` of memory. */
bool bounds_look(const struct search *search, struct search_result *result,
		 uint64_t bytes);

/* What a search may hold when nothing else is said: half of the memory that
 * this process may use, up to 2 GiB. */
uint64_t bounds_default_bytes(void);

#endif
