/* What a search tells of itself while it goes on.
 *
 * It stands in memory that worker and parent share.  The worker writes there
 * now and then; what costs more, the estimate, it writes when asked to.  So a
 * search is not slower for being watched. */
#ifndef MCHECK_EXPLORE_RUN_PROGRESS_H
#define MCHECK_EXPLORE_RUN_PROGRESS_H

#include "explore/explore.h"

/* What the worker is at. */
enum phase {
	PHASE_SEARCH,
	PHASE_SIMPLER,    /* there is a finding: is there a simpler way? */
	PHASE_CONSEQUENCE /* there is a race: what can it lead to? */
};

struct progress {
	volatile uint64_t states, transitions, executions, depth;
	volatile uint64_t estimate; /* as in struct statistics */
	volatile int complete_preemptions;
	volatile uint32_t threads;
	volatile enum phase phase;
	volatile uint32_t asked, answered; /* for the estimate */
};

static inline void progress_tell(struct progress *progress,
				 const struct statistics *statistics)
{
	progress->states = statistics->states;
	progress->transitions = statistics->transitions;
	progress->executions = statistics->executions;
	progress->depth = statistics->depth;
	progress->threads = statistics->threads;
	progress->complete_preemptions = statistics->complete_preemptions;
}

/* Does the parent want an estimate?  The answer goes to progress_estimate. */
static inline bool progress_is_asked(const struct progress *progress)
{
	return progress && progress->asked != progress->answered;
}

static inline void progress_estimate(struct progress *progress,
				     uint64_t estimate)
{
	progress->estimate = estimate;
	progress->answered = progress->asked;
}

#endif
