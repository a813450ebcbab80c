/* A tree of decisions, whose nodes are states that a search came to, and the
 * path from its root to where the machine is.  A search that puts ways off
 * keeps the node; to go there, the path is undone to where the two meet, and
 * the rest is replayed.
 *
 *   root --A--> . --A--> . --A--> .       the path
 *               |
 *               +--B--> . --C--> node     a way put off: tree_go_to undoes two
 *                                         steps and replays B and C
 *
 * How long the path is says the searcher's `depth`. */
#ifndef MCHECK_EXPLORE_LEVELS_TREE_H
#define MCHECK_EXPLORE_LEVELS_TREE_H

#include "explore/search.h"

#define NOBODY 255u

/* In which way a state was reached. */
struct node {
	uint32_t parent; /* itself: the first */
	uint32_t state;  /* a number, of the search's */
	uint32_t depth;
	uint16_t alternative;
	uint8_t thread; /* NOBODY: the first */
};

/* A state on the path; its ways are ways[first .. first+count-1]. */
struct place {
	size_t mark;
	uint32_t node;
	uint32_t first, count, next;
	struct decision taken; /* last */
};

/* {0} is empty. */
struct node_list {
	uint32_t *nodes;
	size_t count, room;
};

/* {0} is empty. */
struct tree {
	struct node *nodes;
	size_t node_count, node_room;
	struct place *path;
	size_t room;
	struct decision *ways;
	size_t way_count, way_room;
	struct node_list route; /* from the path to a node, backwards */
};

void node_list_add(struct node_list *list, uint32_t node);

/* Room for one more; `array` has `count` of `*room` elements. */
void *tree_room(void *array, size_t count, size_t *room, size_t size);

/* The state of the machine, which that node is of, becomes the path's top. */
void tree_push(struct tree *tree, struct searcher *run, uint32_t node);

/* A node behind `parent`, for the state that the machine is in. */
uint32_t tree_add(struct tree *tree, const struct searcher *run,
		  uint32_t parent, uint32_t state, struct decision way);

/* Leaves the top of the path. */
void tree_pop(struct tree *tree, struct searcher *run);

/* The top of the path, whose ways are about to be filled in at what is
 * returned, up to MAX_WAYS; its `count` is to be set with tree_keep. */
struct decision *tree_ways(struct tree *tree, const struct searcher *run);

void tree_keep(struct tree *tree, const struct searcher *run, int count);

/* The next way from the top of the path, to where the machine returns. */
struct decision tree_next(struct tree *tree, struct searcher *run);

/* Moves the machine, and the path, to that node. */
void tree_go_to(struct tree *tree, struct searcher *run, uint32_t to);

/* The decisions of the path. */
void tree_path(const struct tree *tree, const struct searcher *run,
	       struct schedule *schedule);

/* The machine has started: it is at the first node. */
void tree_begin(struct tree *tree, struct searcher *run);

/* The memory in use. */
uint64_t tree_bytes(const struct tree *tree);

void tree_free(struct tree *tree);

#endif
