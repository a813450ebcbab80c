/* All that a checkpoint keeps of a search, as plain bytes: values, and arrays
 * (where they are, how many entries are in use, for how many there is room).
 * Whatever is added to struct dfs must be here, or be made anew by replaying
 * the path (the marks), or be the same in every run.  What is added to struct
 * frame is kept as long as it holds no pointer.
 *
 * The table's lines are kept as they are beside these: so it grows, and forgets
 * states, as it would have done. */
#ifndef MCHECK_EXPLORE_STATES_DFS_SAVED_H
#define MCHECK_EXPLORE_STATES_DFS_SAVED_H

#define DFS_VALUES(X) \
	X(next_number) \
	X(run.steps) \
	X(run.patience) \
	X(run.unseen.looked) \
	X(run.unseen.next) \
	X(estimate.end) \
	X(estimate.depth) \
	X(run.cut) \
	X(table.count) \
	X(table.forgotten) \
	X(table.lines) \
	X(table.wider) \
	X(table.border) \
	X(run.result->statistics) \
	X(run.result->finding) \
	X(run.result->schedule.loop)
#define DFS_ARRAYS(X) \
	X(frames, run.depth, room) \
	X(rounds, run.depth, room) \
	X(ways, way_count, way_room) \
	X(open, open_count, open_room) \
	X(done, done_room, done_room) \
	X(estimate.seen, estimate.room, estimate.room) \
	X(run.result->schedule.decisions, run.result->schedule.count, \
	  run.result->schedule.room)

#endif
