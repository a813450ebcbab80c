/* PCT, a random scheduler with a bound on what it misses (Burckhardt, Kothari,
 * Musuvathi, Nagarakatte: "A randomized scheduler with probabilistic
 * guarantees of finding bugs", ASPLOS 2010, section 3).
 *
 * Of the threads that can go, the one with the highest priority goes.  Threads
 * begin with random priorities; d - 1 times, after steps chosen at random of
 * the k that an execution has, the thread that went falls below all others:
 *
 *   step      1   2   3   4   5   6   7   8   9     d = 2, k = 9
 *   T2 (9)            o   o   o|                    after step 5 T2 has
 *   T3 (4)                       o   o              priority 1
 *   T1 (6)    o   o                      o
 *   T2 (1)                                   o
 *
 * A bug has depth d when d orders of two steps suffice to show it: depth 1,
 * one step comes before another; depth 2, a thread is interrupted once at a
 * certain place, and so on.  Of n threads, an execution shows a bug of depth d
 * with probability 1 / (n k^(d-1)) at least. */
#ifndef MCHECK_EXPLORE_RANDOM_PCT_H
#define MCHECK_EXPLORE_RANDOM_PCT_H

#include "base/random.h"
#include "machine/machine.h"

#define PCT_MAX_DEPTH 9

/* Which random executions; depth 0: for bugs of depth 1, 2 and 3 in turn. */
struct random_plan {
	uint64_t executions, seed;
	unsigned depth;
};

/* What random executions were worth. */
struct random_statistics {
	uint64_t different; /* as far as they were told apart */
	uint64_t cut;       /* did not end */
	uint64_t held_back; /* some thread had to be held back */
	uint64_t length;    /* steps that changes were drawn from at last, k */
	uint64_t counted[PCT_MAX_DEPTH]; /* those with the bound of depth i+1 */
	bool chose;                      /* a thread had several ways to go */
};

struct pct {
	uint64_t priority[MAX_THREADS];
	uint64_t change[PCT_MAX_DEPTH - 1]; /* numbers of steps, from 1 on */
	unsigned changes;
	uint64_t steps;
	uint64_t lowest; /* priority that was given to a thread */
};

/* Begins an execution for bugs of `depth` (1..PCT_MAX_DEPTH), which has
 * `length` steps at the most, as far as is known. */
void pct_begin(struct pct *pct, struct random_stream *random, unsigned depth,
	       uint64_t length);

/* The thread has made a step. */
void pct_stepped(struct pct *pct, int thread);

/* The thread falls below all others. */
void pct_lower(struct pct *pct, int thread);

/* The probability that so many executions all miss a bug of `depth`, at the
 * most, with `threads` and `length` steps in each. */
double pct_miss(uint64_t threads, uint64_t length, unsigned depth,
		uint64_t executions);

#endif
