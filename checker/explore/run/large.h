/* What makes a search large: told of one that came to a limit.
 *
 * The execution where the search was is repeated, and it is counted how many
 * different values each variable takes in it, and how often each place is
 * passed.  Where nothing bounds a counter, and so the number of states, it is
 * the one with the most values.  All of this is done once, at the end: a
 * search costs nothing for it. */
#ifndef MCHECK_EXPLORE_RUN_LARGE_H
#define MCHECK_EXPLORE_RUN_LARGE_H

#include "explore/explore.h"

#define LARGE_WORDS 12

/* Four bytes of the model's memory. */
struct large_word {
	uint64_t address;
	uint64_t values;          /* different ones that were written there */
	uint64_t changes;         /* how often it changed */
	struct event_frame frame; /* when it is on a stack */
	struct block block;       /* when it is on the heap; else size 0 */
};

/* Plain data; {0} knows nothing. */
struct large {
	uint64_t steps;                       /* looked at */
	struct large_word words[LARGE_WORDS]; /* the most values first */
	uint32_t word_count;
	uint64_t loop_pc, loop_steps; /* the place passed most often */
	uint64_t block_pc, blocks;    /* where most blocks were allocated */
	uint64_t block_count;         /* how many in all */
	bool deepest; /* no execution was longer: it still grew */
};

/* Repeats the execution, and tells of it. */
void large_look(const struct search *search, const struct schedule *path,
		struct large *large);

#endif
