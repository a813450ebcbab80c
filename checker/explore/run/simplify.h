/* Makes an execution that shows a finding simple, before it is shown.
 *
 * Looked for is one with a finding of the same class, and
 *
 *   1. with nothing spurious, if there is one (a wake-up without a signal,
 *      malloc that finds no memory): that is told only when it is the only way;
 *   2. with the fewest preemptions, and then the fewest spurious decisions;
 *   3. in the fewest steps.
 *
 * The first two come of a search by cost (levels/shortest.h), which finds the
 * least there is unless it comes to its bound; the third of the same search
 * with fewer and fewer steps allowed, until none is possible:
 *
 *      steps  0 ... not enough ... | ? ? ? | ... enough ... best so far
 *                                  ^       ^
 *                                  low     high
 *
 * `low` grows like the search it needs; then halving finds the border.  What is
 * spent on that is bounded in steps of the machine, so that the answer does not
 * depend on time.
 *
 * Of a livelock that is the way to the loop; the loop stays. */
#ifndef MCHECK_EXPLORE_RUN_SIMPLIFY_H
#define MCHECK_EXPLORE_RUN_SIMPLIFY_H

#include "explore/explore.h"

/* The result has a finding, which its schedule shows; that becomes simple.  */
void simplify(struct search search, struct search_result *result);

#endif
