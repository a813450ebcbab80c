// A parallel loop, as a parallel iterator runs it: the range is cut into
// pieces, idle workers take the next piece until there is none, each adds up
// what is in its own, and the sums come together at the end (fork and join).
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef WORKERS
#define WORKERS 3
#endif
#ifndef ITEMS
#define ITEMS 8
#endif
#define PIECE 2		/* items */

static int items[ITEMS];
static atomic_int next;		/* the first item that nobody has taken */
static atomic_long total;

/* The first item of a piece that is the worker's now; ITEMS: none is left. */
static int take_piece(void)
{
	int first = atomic_fetch_add(&next, PIECE);

	return first < ITEMS ? first : ITEMS;
}

static void *sum_pieces(void *unused)
{
	long sum = 0;

	for (int first; (first = take_piece()) < ITEMS;)
		for (int i = first; i < first + PIECE && i < ITEMS; i++)
			sum += items[i];
	atomic_fetch_add(&total, sum);
	return unused;
}

int main(void)
{
	pthread_t workers[WORKERS];

	for (int i = 0; i < ITEMS; i++)
		items[i] = i + 1;
	for (int i = 0; i < WORKERS; i++)
		pthread_create(&workers[i], NULL, sum_pieces, NULL);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	assert(total == ITEMS * (ITEMS + 1) / 2);
}
