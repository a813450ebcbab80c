/* The loop of a livelock, to be shown. */
#ifndef MCHECK_EXPLORE_STATES_LOOP_H
#define MCHECK_EXPLORE_STATES_LOOP_H

#include "explore/states/dfs.h"

/* Looks for a fair cycle in the component whose first state is that of the top
 * frame, where the machine is.  When there is one: appends to `schedule` a way
 * from here to it and, from `schedule->loop` on, once around; the machine has
 * gone that way.  Else the machine is where it was.  A limit may be set in the
 * result. */
bool loop_find(struct dfs *dfs, struct schedule *schedule);

#endif
