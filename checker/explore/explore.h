/* Explorers: which decision next, and why.
 *
 * An explorer knows operations, alternatives and marks to go back to; nothing
 * of pthreads.  Each is one function behind this header. */
#ifndef MCHECK_EXPLORE_EXPLORE_H
#define MCHECK_EXPLORE_EXPLORE_H

#include "explore/execution.h"

/* What is looked for, and where the search ends. */
struct search {
	struct machine *machine;
	struct machine_mode mode;
	int argc;
	char *const *argv;
	uint64_t max_states; /* 0: no limit */
	int preemptions;     /* at the most; < 0: any number */
	uint64_t classes;    /* bit set of finding_class that end the search */
	bool leaks;          /* a block that is never freed is a finding */
	bool all;            /* go on after a finding */
	bool reduce;         /* with persistent sets, see persistent.h */
	volatile bool *stop; /* set from outside: end now */
	void (*on_end)(void *context, const struct machine *machine);
	void *context; /* on_end: called at each execution's end, or finding */
	struct checkpoint *checkpoint; /* NULL: none; see checkpoint.h */
};

/* Threads of which something is told below a verdict: how many there were at
 * the most in an execution, and the first of them. */
struct thread_note {
	uint32_t count;
	int16_t thread;
	uint16_t kind; /* of its pending operation */
	uint64_t function, pc;
};

struct statistics {
	uint64_t states, transitions, executions, depth, bytes;
	uint64_t discarded; /* executions that an mc_assume ended */
	uint64_t leaked; /* blocks live at the end of some execution */
	uint64_t leak_pc;
	struct thread_note unfinished; /* alive when the program ended */
	struct thread_note unjoined;   /* ended, not joined, not detached */
	uint32_t threads;
	bool weak; /* the model has atomics weaker than seq_cst */
};

/* `schedule` leads to the finding; it belongs to the caller. */
struct search_result {
	struct finding finding; /* FINDING_NONE: none */
	struct schedule schedule;
	enum limit limit; /* why the search is not complete, or LIMIT_NONE */
	struct statistics statistics;
};

/* Depth-first over states; see states.c. */
void explore_states(const struct search *search, struct search_result *result);

/* Each trace, that is, each order of dependent steps; see dpor.c. */
void explore_dpor(const struct search *search, struct search_result *result);

/* Every interleaving of every operation; see brute.c. */
void explore_brute(const struct search *search, struct search_result *result);

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

/* Notes the end of an execution; states a leak as a finding when asked for. */
void explore_note_end(const struct search *search,
		      struct search_result *result);

#endif
