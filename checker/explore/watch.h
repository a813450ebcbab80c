/* Watching a loop while it is replayed: is it a fair cycle (see fair.h)? */
#ifndef MCHECK_EXPLORE_WATCH_H
#define MCHECK_EXPLORE_WATCH_H

#include "explore/execution.h"
#include "explore/thread_set.h"

struct watch {
	hash128 state; /* at the beginning of the loop */
	struct thread_set enabled, moved;
	bool begun, luck, progress;
};

/* The decision, of the loop, is about to be made. */
void watch_step(struct watch *watch, const struct machine *machine,
		struct decision decision);

/* All of the loop's are made: does it close, and can it go on for ever? */
bool watch_is_fair(const struct watch *watch, const struct machine *machine);

#endif
