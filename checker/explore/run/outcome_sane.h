/* Is an outcome one that a check can have?
 *
 * It comes from the worker, in whose memory the model runs: a stray write there
 * may have changed it.  The report and the trace take numbers in it for indexes
 * and lengths, and rely on what is said here. */
#ifndef MCHECK_EXPLORE_RUN_OUTCOME_SANE_H
#define MCHECK_EXPLORE_RUN_OUTCOME_SANE_H

#include "explore/run/check.h"

/* True if it can be reported.  Else `why` is the first thing that is wrong, a
 * constant.  All arrays must have as many elements as their counts say. */
bool outcome_is_sane(const struct outcome *outcome, const char **why);

/* The same of hints for an execution with so many threads; they come by
 * themselves. */
bool hints_are_sane(const struct hints *hints, uint32_t threads);

#endif
