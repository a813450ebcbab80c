/* mc.h: what a model can ask of mcheck.
 *
 * A model also compiles without mcheck, as in
 *
 *	cc -pthread -Ichecker/include model.c
 *
 * and then runs once, on real threads: a choice is a pseudo-random number,
 * the same in every run unless MC_SEED is set in the environment. */
#ifndef MC_H
#define MC_H

#ifdef __MCHECK__

#ifdef __cplusplus
extern "C" {
#endif

/* Returns a value from 0 to n-1; every one of them is explored.
 * Misuse: n less than 1. */
extern int mc_choose(int n);

/* Goes no further when `condition` is 0: the calling thread is not continued,
 * and an execution that ends so counts as if it had not been.  What other
 * threads do meanwhile still counts. */
extern void mc_assume(int condition);

/* Lets any other thread go first; orders nothing. */
extern void mc_yield(void);

/* Says that useful work was done.  A program that goes on for ever and comes by
 * here again and again is meant to: it is no livelock. */
extern void mc_progress(void);

/* What mc_assert calls when its condition is false. */
extern void mc_assert_fail(const char *expression, const char *file,
			   unsigned line, const char *function)
	__attribute__((__noreturn__));

#ifdef __cplusplus
}
#endif

#else

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((__noreturn__)) static inline void
mc_assert_fail(const char *expression, const char *file, unsigned line,
	       const char *function)
{
	fprintf(stderr, "%s:%u: %s: assertion failed: %s\n", file, line,
		function, expression);
	abort();
}

/* The number `n` of a pseudo-random sequence (splitmix64). */
static inline unsigned long long mc_random(unsigned long long n)
{
	const char *seed = getenv("MC_SEED");
	unsigned long long x = seed ? strtoull(seed, NULL, 0) : 1;

	x = (x << 32) + n * 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline int mc_choose(int n)
{
	static unsigned long long calls;

	if (n < 1) {
		fprintf(stderr, "mc_choose(%d): nothing to choose from\n", n);
		abort();
	}
	return (int)(mc_random(
			     __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED)) %
		     (unsigned long long)n);
}

static inline void mc_assume(int condition)
{
	if (!condition)
		_Exit(0);
}

static inline void mc_progress(void)
{
}

static inline void mc_yield(void)
{
	sched_yield();
}

#endif

/* Like assert, but never compiled out. */
#define mc_assert(condition) \
	((condition) \
		 ? (void)0 \
		 : mc_assert_fail(#condition, __FILE__, __LINE__, __func__))

#endif
