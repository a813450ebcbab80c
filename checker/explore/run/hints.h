/* What would mend a model: the search once more, with one constraint that a
 * mend would bring (machine/constraint.h).
 *
 *     finding --> candidates: constraints that fit its execution
 *                     |
 *                     +--> search --> complete, and no finding: a hint
 *                     +--> search --> a finding, or a limit: none
 *
 * So a hint says that every execution was covered in which the constraint
 * holds, and that none fails.  Searches are bounded in states and in steps of
 * the machine, never in time, and each begins from the execution alone: a check
 * and a replay have the same hints. */
#ifndef MCHECK_EXPLORE_RUN_HINTS_H
#define MCHECK_EXPLORE_RUN_HINTS_H

#include "explore/run/check.h"

/* Fills `hints` for the finding of `failure`, with at most as many as the
 * options ask for, the best one first.  The machine must be new: what was
 * learned before would make searches differ. */
void hints_find(struct machine *machine, const struct check_options *options,
		const struct execution *failure, struct hints *hints);

#endif
