/* How many states there may be in all: an estimate, from a search that has
 * seen some of them.
 *
 * States on the path have ways that were not gone yet.  What such a way will
 * give is estimated by what others gave that began at the same depth: a mean,
 * in which later ones count more.  (Strata by depth, as in Chen, "Heuristic
 * sampling: a method for predicting the performance of tree searching
 * programs", SIAM J. Comput. 21(2), 1992.  A way to a state that was seen
 * before gives nothing, so that this also serves for graphs.)
 *
 *   depth 0   state --- way --- ...            first ways: the path itself
 *                  \--- way: not gone yet      + mean[0]
 *   depth 1   state --- way --- ...
 *                  \--- way: gave 7 states     mean[1] is of these
 *                  \--- way: not gone yet      + mean[1]
 *
 * Where no way of some depth was gone to its end, the next deeper mean stands
 * for it; it is mostly too small, and the whole is "at least". */
#ifndef MCHECK_EXPLORE_ESTIMATE_H
#define MCHECK_EXPLORE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ESTIMATE_DEPTHS 4096u

/* Deeper ones share the last place.  Below 0: nothing is known. */
struct estimate {
	double mean[ESTIMATE_DEPTHS];
};

void estimate_open(struct estimate *estimate);

static inline size_t estimate_place(size_t depth)
{
	return depth < ESTIMATE_DEPTHS ? depth : ESTIMATE_DEPTHS - 1;
}

/* A way from a state at this depth, not its first, gave so many new states. */
static inline void estimate_note(struct estimate *estimate, size_t depth,
				 uint64_t gave)
{
	double *mean = &estimate->mean[estimate_place(depth)];

	*mean = *mean < 0 ? (double)gave : *mean + ((double)gave - *mean) / 8;
}

/* The estimate for the search that has come this far.  `least`: there may be
 * more.  0: nothing is known. */
struct dfs;
uint64_t estimate_all(const struct dfs *dfs, bool *least);

#endif
