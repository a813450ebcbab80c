// dekker.c wrong: nobody has the turn. Both take their wishes back when they
// see the other's, and make them again: two polite people at a door. They
// never go in together, but it may also be that neither ever goes in.
//
// expect: finding livelock
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int wants[2];
static int visits;		/* plain: only the lock protects it */

static void enter(int me)
{
	int other = 1 - me;

	atomic_store(&wants[me], 1);
	while (atomic_load(&wants[other])) {
		atomic_store(&wants[me], 0);
		atomic_store(&wants[me], 1);
	}
}

static void leave(int me)
{
	atomic_store(&wants[me], 0);
}

static void *visit(void *me)
{
	enter(*(int *)me);
	visits++;
	leave(*(int *)me);
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
	assert(visits == 2);
}
