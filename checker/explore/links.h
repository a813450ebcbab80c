/* Who points to the blocks of the heap, all along an execution that is
 * replayed for a report: what blocks can be named by. */
#ifndef MCHECK_EXPLORE_LINKS_H
#define MCHECK_EXPLORE_LINKS_H

#include "machine/machine.h"

/* A word in memory that has held the address of a block's first byte. */
struct link {
	uint64_t word;
	uint32_t block;           /* index in the execution's blocks */
	uint32_t first, last;     /* the decisions after which it was seen */
	struct event_frame frame; /* that the word belongs to, on a stack */
};

/* In the order in which they were seen, each once.  `cut`: there are others,
 * so a word may have held what it is not said to have held. */
struct links {
	struct link *items;
	uint32_t count;
	bool cut;
	uint32_t *table; /* of indexes + 1, by what a link is */
	uint64_t words;  /* looked at so far */
	uint32_t now;    /* the decision that was made last */
	const struct machine *machine;
	/* How many blocks there were when it was last looked for local
	 * variables that point to a new one, and how often since. */
	uint64_t blocks;
	uint32_t tries;
};

/* Adds those of the thread's innermost function, soon after a block was
 * allocated: by the end of the step they may be gone.  For an event log. */
void links_look_soon(void *links, int thread);

/* Adds one, if the value that the word has, or had, is such an address. */
void links_note(struct links *links, const struct machine *machine,
		uint64_t word, uint64_t value, const struct event_frame *frame);

/* Adds those that memory has now. */
void links_look(struct links *links, const struct machine *machine);

/* Releases what is only needed to add more; `items` belong to the caller. */
void links_end(struct links *links);

#endif
