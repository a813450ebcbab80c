/* The worker: the process in which the model runs.
 *
 * Whatever the model does to it, the parent lives.  What the worker found
 * comes back through a pipe as plain data, and is used only if it is sane (see
 * outcome_sane.h). */
#ifndef MCHECK_EXPLORE_RUN_WORKER_H
#define MCHECK_EXPLORE_RUN_WORKER_H

#include "explore/run/check.h"

/* What the machine needs, and what to do before the model runs.
 * (The runtime is given from above: it is not this folder's to know.) */
struct worker_runtime {
	const struct machine_runtime *machine;
	void (*catch_faults)(void);
};

/* Checks the model in a worker.  Ctrl-C ends the search, and `outcome` tells
 * what was covered.  Exits by itself on trouble of machine or user. */
void worker_check(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct check_options *options, struct outcome *outcome);

/* Replays the executions of `outcome` (their mode, schedule and shared words
 * are set) in a worker and fills them. */
void worker_replay(const struct elf *elf, const struct worker_runtime *runtime,
		   const struct check_options *options,
		   struct outcome *outcome);

/* Looks, in a worker again, for hints for the failure of `outcome`, which was
 * replayed; there are none where that gets into trouble. */
void worker_hints(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct check_options *options, struct outcome *outcome);

#endif
