/* The depth-first search over states: its path, and what is kept by state. */
#ifndef MCHECK_EXPLORE_DFS_H
#define MCHECK_EXPLORE_DFS_H

#include "explore/explore.h"
#include "explore/table.h"

/* One state on the path; its decisions are ways[first .. first+count-1]. */
struct frame {
	size_t mark;
	uint64_t tried; /* the threads whose ways are among its ways */
	uint64_t number;
	uint64_t low;
	uint32_t first, count, next;
	uint32_t preemptions; /* used so far */
	int16_t last;         /* the thread that went last */
	bool escapes;         /* from here, an end can be reached */
	bool barred;          /* an mc_assume was false on the way here */
	bool cyclic;          /* its component has an edge within */
	bool returns;         /* an edge leads to what is not complete */
};

struct dfs {
	const struct search *search;
	struct machine_mode mode;
	struct machine *machine;
	struct search_result *result;
	struct table table;
	struct frame *frames;
	size_t depth, room;
	struct decision *ways;
	size_t way_count, way_room;
	uint64_t *open;
	size_t open_count, open_room;
	unsigned char *done; /* a bit for each number */
	size_t done_room;
	uint64_t next_number;
	uint64_t patience; /* steps since it is known that it begins again */
	hash128 constant; /* of all that variables hold from the start on */
	uint64_t look_at; /* transitions at which a checkpoint may be due */
};

/* All that a checkpoint keeps of a search, as plain bytes: values, and arrays
 * (where they are, how many entries are in use, for how many there is room).
 * Whatever is added to struct dfs must be here, or be made anew by replaying
 * the path (the marks), or be the same in every run.  What is added to struct
 * frame is kept as long as it holds no pointer. */
#define DFS_VALUES(X) \
	X(next_number) \
	X(patience) \
	X(result->statistics) \
	X(result->finding) \
	X(result->schedule.loop)
#define DFS_ARRAYS(X) \
	X(frames, depth, room) \
	X(ways, way_count, way_room) \
	X(open, open_count, open_room) \
	X(done, done_room, done_room) \
	X(result->schedule.decisions, result->schedule.count, \
	  result->schedule.room)

/* Is its strongly connected component left behind, and so all below it? */
static inline bool dfs_is_done(const struct dfs *dfs, uint64_t number)
{
	return dfs->done[number / 8] >> number % 8 & 1;
}

/* The decisions on the path, each frame's last one taken. */
void dfs_copy_path(const struct dfs *dfs, struct schedule *schedule);

/* All ways from the top frame are done: it leaves the path, and with the first
 * state of a component all of that.  True when that ends the search. */
bool component_pop(struct dfs *dfs);

#endif
