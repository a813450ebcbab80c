// Peterson's lock, R rounds in each of two threads. The wait is an assumption,
// as where others measured it; peterson.c waits in a loop.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <mc.h>

#ifndef R
#define R 1
#endif

static atomic_int flag[2], turn;
static int counter;

static void *run(void *arg)
{
	int me = (int)(intptr_t)arg, other = 1 - me;

	for (int i = 0; i < R; i++) {
		atomic_store(&flag[me], 1);
		atomic_store(&turn, other);
		mc_assume(atomic_load(&flag[other]) != 1 ||
			  atomic_load(&turn) != other);
		counter++;
		atomic_store(&flag[me], 0);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert(counter == 2 * R);
	return 0;
}
