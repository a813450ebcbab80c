/* PCT: priorities, and the bound. */
#include "explore/random/pct.h"

/* Priorities, from above: random ones that threads begin with; 1..d-1 of the
 * changes, in which order these come; those of threads that were lowered. */
#define FIRST ((uint64_t)1 << 63)
#define CHANGED ((uint64_t)1 << 62)

void pct_begin(struct pct *pct, struct random_stream *random, unsigned depth,
	       uint64_t length)
{
	for (int i = 0; i < MAX_THREADS; i++)
		pct->priority[i] = FIRST | random_next(random);
	pct->changes = depth - 1;
	for (unsigned i = 0; i < pct->changes; i++)
		pct->change[i] = 1 + random_below(random, length);
	pct->steps = 0;
	pct->lowest = CHANGED;
}

void pct_stepped(struct pct *pct, int thread)
{
	pct->steps++;
	for (unsigned i = 0; i < pct->changes; i++)
		if (pct->change[i] == pct->steps)
			pct->priority[thread] = CHANGED + i + 1;
}

void pct_lower(struct pct *pct, int thread)
{
	pct->priority[thread] = --pct->lowest;
}

double pct_miss(uint64_t threads, uint64_t length, unsigned depth,
		uint64_t executions)
{
	double one = 1 / (double)threads; /* one execution finds it */
	double hit = 0, miss = 1, none;

	for (unsigned i = 1; i < depth; i++)
		one /= (double)length;
	none = 1 - one;
	for (; executions; executions >>= 1) {
		if (executions & 1) {
			hit = hit + one - hit * one;
			miss *= none;
		}
		one = one + one - one * one;
		none *= none;
	}
	/* Of the two, the one in which nothing was lost. */
	return hit < 0.5 ? 1 - hit : miss;
}
