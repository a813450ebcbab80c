/* The depth-first search over states: its path, and what is kept by state. */
#ifndef MCHECK_EXPLORE_STATES_DFS_H
#define MCHECK_EXPLORE_STATES_DFS_H

#include "explore/states/estimate.h"
#include "explore/search.h"
#include "explore/table.h"
#include "explore/thread_set.h"

/* One state on the path; its decisions are ways[first .. first+count-1]. */
struct frame {
	size_t mark;
	uint64_t tried; /* the threads whose ways are among its ways */
	uint64_t number;
	uint64_t low;
	uint32_t first, count, next;
	bool cyclic;  /* its component has an edge within */
	bool returns; /* an edge leads to what is not complete */
};

/* Of the states and edges known so far of a component with an edge within:
 * threads that move there, and those that can go in all states there. */
struct round {
	struct thread_set moved, steady;
};

/* What is added here, most likely belongs into dfs_saved.h as well. */
struct dfs {
	struct searcher run;
	struct table table;
	struct frame *frames;
	struct round *rounds; /* of each frame that is cyclic */
	size_t room;
	struct decision *ways;
	size_t way_count, way_room;
	uint64_t *open;
	size_t open_count, open_room;
	unsigned char *done; /* a bit for each number */
	size_t done_room;
	uint64_t next_number;
	struct estimate estimate;
	uint64_t look_at; /* transitions at which a checkpoint may be due */
};

/* Is its strongly connected component left behind, and so all below it? */
static inline bool dfs_is_done(const struct dfs *dfs, uint64_t number)
{
	return dfs->done[number / 8] >> number % 8 & 1;
}

/* The machine is in the state of this frame again. */
static inline void dfs_go_back(struct dfs *dfs, const struct frame *frame)
{
	machine_return(dfs->run.machine, frame->mark);
}

/* The way last taken from the frame leads to the state `number`, whose
 * component is not complete. */
void component_meet(struct dfs *dfs, size_t frame, uint64_t number);

/* All ways from the top frame are done: it leaves the path, and with the first
 * state of a component all of that.  True when that ends the search. */
bool component_pop(struct dfs *dfs);

#endif
