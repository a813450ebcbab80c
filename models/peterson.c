// Peterson's lock for two threads: mutual exclusion out of atomic loads and
// stores (G. L. Peterson, "Myths about the mutual exclusion problem", 1981).
//
// I say that I want to go in, then let the other go first, and wait as long
// as the other wants to and it is the other's turn. The loop may go round any
// number of times.
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
	atomic_store(&turn, other);
	while (atomic_load(&wants[other]) && atomic_load(&turn) == other)
		;
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
