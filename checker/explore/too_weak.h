/* A race that an atomic would have ordered: whose memory order is too weak? */
#ifndef MCHECK_EXPLORE_TOO_WEAK_H
#define MCHECK_EXPLORE_TOO_WEAK_H

#include "explore/execution.h"

/* Fills execution->too_weak after a replay that ended with a race.  It replays
 * the schedule again, with stronger orders. */
void too_weak_find(struct execution *execution, struct machine *machine,
		   int argc, char *const *argv);

#endif
