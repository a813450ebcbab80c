/* Explorers: which decision next, and why.
 *
 * An explorer knows operations, alternatives and marks to go back to; nothing
 * of pthreads.  Each is one function behind this header. */
#ifndef MCHECK_EXPLORE_EXPLORE_H
#define MCHECK_EXPLORE_EXPLORE_H

#include "explore/endless.h"
#include "explore/execution.h"
#include "explore/statistics.h"
#include "explore/table.h"

/* Of the shortest explorer: what executions may cost (see shortest.h), and how
 * many steps of the machine the search may take; 0: any number. */
struct shortest_bounds {
	uint32_t cost;
	bool no_spurious; /* nothing that is spurious */
	uint64_t steps;
};

/* What is looked for, and where the search ends. */
struct search {
	struct machine *machine;
	struct machine_mode mode;
	int argc;
	char *const *argv;
	const struct schedule *prefix; /* states: begin behind it; or NULL */
	uint64_t max_states;           /* 0: no limit */
	uint64_t max_depth; /* longer executions are cut; 0: none is */
	uint64_t max_bytes; /* of memory for the search; 0: no limit */
	bool forget;        /* states, when the memory is full, and go on */
	int preemptions;    /* at the most; < 0: any number */
	uint64_t classes;   /* bit set of finding_class that end the search */
	bool leaks;         /* a block that is never freed is a finding */
	bool all;           /* go on after a finding */
	enum endless
		endless; /* which executions without an end are livelocks */
	struct random_plan random; /* of the random explorer */
	struct shortest_bounds shortest;
	bool reduce;        /* with persistent sets, see persistent.h */
	volatile int *stop; /* from outside: the limit to end with, now */
	struct progress *progress; /* where it tells of itself, or NULL */
	struct turns *turns; /* with another search, see levels.h; or NULL */
	void (*on_end)(void *context, const struct machine *machine);
	void *context; /* on_end: called at each execution's end, or finding */
	/* NULL, or states any of which is a finding: of a livelock's loop. */
	const struct table *goals;
	struct checkpoint *checkpoint; /* NULL: none; see checkpoint.h */
};

/* `schedule` leads to the finding; at a limit, to where the search was.  It
 * belongs to the caller. */
struct search_result {
	struct finding finding; /* FINDING_NONE: none */
	struct schedule schedule;
	enum limit limit; /* why the search is not complete, or LIMIT_NONE */
	bool simple;      /* the finding needs that many preemptions */
	uint64_t steps;   /* of the machine, in all */
	struct statistics statistics;
};

struct explorer;

/* Searches with one of the explorers of explorers.h. */
void search_run(const struct explorer *explorer, const struct search *search,
		struct search_result *result);

/* Shared by explorers: all that can go now, the thread `last` first; returns
 * their number.  `room` must hold at least MAX_WAYS. */
#define MAX_WAYS 4096
int explore_ways(const struct machine *machine, int last,
		 struct decision *ways);

/* The same of the threads in the set only (see persistent.h); those without a
 * bit are in it when all others are. */
int explore_ways_of(const struct machine *machine, uint64_t threads, int last,
		    struct decision *ways);

/* A state in which nothing can go but wake-ups without a signal. */
bool explore_is_stuck(const struct machine *machine);

/* States a deadlock when there is one.  True: the search, which is for all
 * findings, shall take it and go on, as a thread may wake without a signal. */
bool explore_judge(const struct search *search, struct search_result *result);

/* Is the machine's finding, if there is one, the first that is looked for?
 * Then it is the result's, whose schedule the caller fills.  With a word
 * promoted it cannot be replayed: the search begins again and finds it. */
bool explore_takes(const struct search *search, struct search_result *result);

/* Notes the end of an execution; states a leak as a finding when asked for. */
void explore_note_end(const struct search *search,
		      struct search_result *result);

#endif
