// Szymanski's lock (B. K. Szymanski, "A simple solution to Lamport's concurrent
// programming problem with linear wait", 1988). Threads come to a waiting room;
// the last one to come shuts the door behind it, and all who are in go on, one
// after the other, before the next may come in.
//
//	0 outside  1 wants in  2 waits in the room  3 at its door  4 has shut it
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#ifndef THREADS
#define THREADS 2
#endif

static atomic_int state[THREADS];
static int visits;		/* plain: only the lock protects it */

/* Is some thread from..to-1, other than me, in a state of low..high? */
static bool any(int from, int to, int me, int low, int high)
{
	for (int i = from; i < to; i++) {
		int its = i == me ? -1 : atomic_load(&state[i]);

		if (its >= low && its <= high)
			return true;
	}
	return false;
}

static void enter(int me)
{
	atomic_store(&state[me], 1);
	while (any(0, THREADS, me, 3, 4))
		;
	atomic_store(&state[me], 3);
	if (any(0, THREADS, me, 1, 1)) {
		atomic_store(&state[me], 2);
		while (!any(0, THREADS, me, 4, 4))
			;
	}
	atomic_store(&state[me], 4);
	while (any(0, me, me, 2, 4))
		;
}

static void leave(int me)
{
	while (any(me + 1, THREADS, me, 2, 3))
		;
	atomic_store(&state[me], 0);
}

static void *visit(void *me)
{
	for (int i = 0; i < 2; i++) {
		enter(*(int *)me);
		visits++;
		leave(*(int *)me);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	int names[THREADS];

	for (int i = 0; i < THREADS; i++) {
		names[i] = i;
		pthread_create(&threads[i], NULL, visit, &names[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert(visits == 2 * THREADS);
}
