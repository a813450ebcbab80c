/* What a search tells of itself, beside what it found. */
#ifndef MCHECK_EXPLORE_STATISTICS_H
#define MCHECK_EXPLORE_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

#include "explore/random/pct.h"

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
	uint64_t unstored;  /* states for which the table had no room */
	uint64_t leaked;    /* blocks live at the end of some execution */
	uint64_t leak_pc;
	struct thread_note unfinished; /* alive when the program ended */
	struct thread_note unjoined;   /* ended, not joined, not detached */
	uint32_t threads;
	struct random_statistics random;
	bool weak;     /* the model has atomics weaker than seq_cst */
	bool endless;  /* some executions never end, and that is no livelock */
	bool no_input; /* it reads stdin, of which nothing was given */
	bool handlers; /* it sets a handler of a signal */
	bool written_files; /* it writes to files, which keep nothing */
	/* Of a search that ended at a limit: executions with up to so many
	 * preemptions were covered, see levels.h; states in all, by estimate
	 * (0: unknown). */
	int complete_preemptions;
	uint64_t estimate;
	bool estimate_low; /* from too little: there are more */
};

#endif
