/* While the worker searches, the parent watches: it ends the search when its
 * time is over, and has somebody tell how far it is. */
#ifndef MCHECK_EXPLORE_RUN_WATCH_H
#define MCHECK_EXPLORE_RUN_WATCH_H

#include "explore/run/progress.h"
#include "explore/run/signals.h"

enum watch_moment {
	WATCH_TICK,  /* some time has passed */
	WATCH_ASKED, /* a signal asks: SIGUSR1, or Ctrl-T where there is that */
	WATCH_END    /* the search is over */
};

struct watch {
	uint64_t budget_ms; /* 0: no limit */
	bool ticks;         /* tell regularly, not only when asked */
	void (*tell)(void *context, enum watch_moment moment,
		     const struct progress *progress, double seconds);
	void *context;
};

/* Waits until something can be read from `pipe`.  `stop` of `signals` becomes
 * LIMIT_BUDGET when the time is over, unless something else has stopped the
 * search. */
void watch_wait(const struct watch *watch, int pipe, struct progress *progress,
		struct signals *signals);

#endif
