// Peterson's lock, R rounds in each of two threads (Myths about the mutual
// exclusion problem, Information Processing Letters, 1981), with the wait as a
// loop, as in the paper.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef R
#define R 1
#endif

static atomic_int flag[2], turn, owner;

static void *run(void *arg)
{
	int me = (int)(intptr_t)arg, other = 1 - me;

	for (int i = 0; i < R; i++) {
		atomic_store(&flag[me], 1);
		atomic_store(&turn, other);
		while (atomic_load(&flag[other]) && atomic_load(&turn) == other)
			;
		atomic_store(&owner, me);
		assert(atomic_load(&owner) == me);
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
	return 0;
}
