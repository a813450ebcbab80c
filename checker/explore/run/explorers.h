/* The explorers, and what the rest of mcheck has to know of each.
 *
 * A new one is a file with its `struct explorer`, and its name in the list
 * below. */
#ifndef MCHECK_EXPLORE_RUN_EXPLORERS_H
#define MCHECK_EXPLORE_RUN_EXPLORERS_H

#include "explore/explore.h"

#define EXPLORERS(X) \
	X(states) \
	X(levels) \
	X(shortest) \
	X(dpor) \
	X(brute) \
	X(random)

struct searcher;

/* What comes of `next`. */
enum next {
	NEXT_DEEPER, /* the path goes on */
	NEXT_ENDED,  /* a path has ended: a good place to begin again */
	NEXT_AGAIN,  /* the search must begin again */
	NEXT_DONE,   /* all was explored */
	NEXT_STOP    /* the search is over: a finding, or a limit */
};

/* An option that an explorer does not go together with. */
struct refusal {
	const char *option; /* its beginning; NULL: no more */
	const char *why;
};

#define MAX_REFUSALS 4

struct explorer {
	const char *name; /* in traces */
	const char *help; /* --explorer=NAME, in a word; NULL: not so chosen */
	bool oracle;      /* every access is an operation */
	bool executions;  /* are what it counts, not states */
	bool random;      /* covers no part of the whole */
	bool repeats;     /* when something is learned, that execution only */
	bool preemptions; /* can be asked to bound them */
	struct refusal refusals[MAX_REFUSALS];

	size_t size; /* of its struct, which begins with a struct searcher */
	/* Once: sets mode and parts of the struct; or NULL. */
	void (*open)(struct searcher *run);
	/* The machine has started; false: there is nothing to search. */
	bool (*begin)(struct searcher *run);
	/* One more step, or one more back. */
	enum next (*next)(struct searcher *run);
	/* The decisions of the path, where it is taken or left. */
	void (*path)(const struct searcher *run, struct schedule *schedule);
	uint64_t (*bytes)(
		const struct searcher *run); /* it holds; without undo */
	uint64_t (*estimate)(const struct searcher *run); /* states; or NULL */
	bool (*outdated)(
		const struct searcher *run);   /* it began with too little
						    knowledge; or NULL */
	void (*stopped)(struct searcher *run); /* by a bound; or NULL */
	/* Why it cannot tell what holds for this model; or NULL. */
	enum limit (*unfit)(const struct searcher *run);
	/* Tells what only it knows, and frees all. */
	void (*close)(struct searcher *run);
};

#define EXPLORERS_DECLARE(name) extern const struct explorer explorer_##name;
EXPLORERS(EXPLORERS_DECLARE)
#undef EXPLORERS_DECLARE

/* The explorer of this number, in the list's order; NULL behind the last. */
const struct explorer *explorer_at(size_t number);

/* The one of that name, or NULL. */
const struct explorer *explorer_by_name(const char *name);

#endif
