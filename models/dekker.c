// Dekker's lock for two threads, the first that there was (E. W. Dijkstra,
// "Over de sequentialiteit van procesbeschrijvingen", EWD 35, about 1962).
//
// I say that I want to go in. If the other wants to as well, the one whose
// turn it is insists, and the other takes its wish back until it has the turn.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int wants[2];
static atomic_int turn;
static int visits;		/* plain: only the lock protects it */

static void enter(int me)
{
	int other = 1 - me;

	atomic_store(&wants[me], 1);
	while (atomic_load(&wants[other])) {
		if (atomic_load(&turn) == me)
			continue;
		atomic_store(&wants[me], 0);
		while (atomic_load(&turn) != me)
			;
		atomic_store(&wants[me], 1);
	}
}

static void leave(int me)
{
	atomic_store(&turn, 1 - me);
	atomic_store(&wants[me], 0);
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
	pthread_t first, second;
	int names[2] = { 0, 1 };

	pthread_create(&first, NULL, visit, &names[0]);
	pthread_create(&second, NULL, visit, &names[1]);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	assert(visits == 4);
}
