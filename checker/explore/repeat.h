/* Watching a loop while it is replayed: is it a fair cycle (see fair.h)? */
#ifndef MCHECK_EXPLORE_REPEAT_H
#define MCHECK_EXPLORE_REPEAT_H

#include "explore/execution.h"
#include "explore/thread_set.h"

struct repeat {
	hash128 state; /* at the beginning of the loop */
	struct thread_set enabled, moved;
	bool begun, spurious, progress;
};

/* The decision, of the loop, is about to be made. */
void repeat_step(struct repeat *repeat, const struct machine *machine,
		 struct decision decision);

/* All of the loop's are made: does it close, and can it go on for ever? */
bool repeat_is_fair(const struct repeat *repeat, const struct machine *machine);

#endif
