// parallel_sum.c wrong: a worker reads where the next piece begins, and moves
// it on in a second step. Each access is atomic, but the two together are not:
// two workers may take the same piece, and its items count twice.
//
// expect: finding assertion
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
	int first = atomic_load(&next);

	atomic_store(&next, first + PIECE);
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
