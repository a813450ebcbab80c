/* What every explorer owes, done once for all of them.
 *
 * An explorer says only what differs: how a search begins, and what comes
 * next.  It is called from here (search.c), so it cannot forget to look for
 * memory that changes behind the hooks, to tell how far it is, to end where a
 * bound or a signal says so, or to begin again when something was learned:
 *
 *   search_run: begin --> must it stop? --> next --> was something learned? --+
 *               ^             ^                     |                 |     |
 *               |             +------- no ----------|-----------------+     |
 *               +------------- yes -----------------|-----------------------+
 *                                                   +--> all done: last look
 *
 * It moves the machine by search_step only (make tidy sees to that), which
 * counts, judges, takes findings and notes the ends of executions. */
#ifndef MCHECK_EXPLORE_SEARCH_H
#define MCHECK_EXPLORE_SEARCH_H

#include "explore/run/explorers.h"
#include "explore/unseen.h"

/* A search that goes on.  An explorer's own struct begins with it. */
struct searcher {
	const struct explorer *explorer;
	const struct search *search;
	struct machine *machine;
	struct search_result *result;
	struct machine_mode mode;
	struct table *states; /* where those are looked up, or NULL */
	size_t depth;         /* of the path, kept by the explorer */
	uint64_t steps;       /* in all, searches that began again included */
	uint64_t patience;    /* steps since it is known that it begins again */
	struct unseen unseen;
	bool cut; /* some execution would have gone deeper than it may */
};

/* Where a step has led. */
enum reached {
	REACHED_STATE, /* from which the execution can go on */
	REACHED_END,   /* the execution is over */
	REACHED_DEPTH, /* it is cut here */
	REACHED_AGAIN, /* over, but it must be repeated; see repeats */
	REACHED_STOP   /* the search is over: a finding, or a limit */
};

/* The thread goes in this way, which is new. */
enum reached search_step(struct searcher *run, struct decision way);

/* The same once more, on the way to a state that is known. */
void search_repeat(struct searcher *run, struct decision way);

/* For explorers that run each execution from the start: there again.  False,
 * with a limit in the result: the search is over. */
bool search_restart(struct searcher *run);

/* Is the machine's finding the first that is looked for?  Then it is the
 * result's, with the path.  True when that ends the search. */
bool search_take(struct searcher *run);

#endif
