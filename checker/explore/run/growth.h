/* What makes a search large: told of one that came to a limit.
 *
 * The execution where the search was is repeated, and it is counted how many
 * different values each variable takes in it, and how often each place is
 * passed.  Where nothing bounds a counter, and so the number of states, it is
 * the one with the most values.  All of this is done once, at the end: a
 * search costs nothing for it. */
#ifndef MCHECK_EXPLORE_RUN_GROWTH_H
#define MCHECK_EXPLORE_RUN_GROWTH_H

#include "explore/explore.h"

#define GROWTH_WORDS 12

enum growth_kind {
	GROWTH_MEMORY,    /* four bytes of the model's */
	GROWTH_SEMAPHORE, /* its count; `pc`: where it is posted */
	GROWTH_MUTEX,     /* how often it is held; where it is locked */
	GROWTH_CLOCK,     /* the time; where it is read, or 0 */
	GROWTH_RANDOM     /* the state of the generator of `thread` */
};

struct growth_word {
	uint64_t address;
	enum growth_kind kind;
	int thread;
	uint64_t pc;
	uint64_t values;          /* different ones that it took */
	uint64_t changes;         /* how often it changed */
	struct event_frame frame; /* when it is on a stack */
	struct block block;       /* when it is on the heap; else size 0 */
};

/* Plain data; {0} knows nothing. */
struct growth {
	uint64_t steps;                         /* looked at */
	struct growth_word words[GROWTH_WORDS]; /* the most values first */
	uint32_t word_count;
	uint64_t loop_pc, loop_steps; /* the place passed most often */
	uint64_t block_pc, blocks;    /* where most blocks were allocated */
	uint64_t block_count;         /* how many in all */
	uint64_t spurious;            /* wake-ups without a signal */
	bool deepest;               /* no execution was longer: it still grew */
	bool ends_without_spurious; /* with --spurious=off all was covered */
};

/* Repeats the execution, and tells of it. */
void growth_look(const struct search *search, const struct schedule *path,
		 struct growth *growth);

#endif
