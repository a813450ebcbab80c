// Szymanski's lock for two threads, N rounds each (A simple solution to
// Lamport's concurrent programming problem with linear wait, ICS 1988), with
// the waits as loops, as in the paper. A thread's flag says where it stands:
//
//	0 outside   1 at the door   2 in the waiting room, for others to come
//	3 in the doorway   4 the door is shut: those inside go, lowest first
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 1
#endif

static atomic_int flag[2], owner;

static void lock(int me)
{
	int other = 1 - me;

	atomic_store(&flag[me], 1);
	while (atomic_load(&flag[other]) >= 3)
		;
	atomic_store(&flag[me], 3);
	if (atomic_load(&flag[other]) == 1) {
		atomic_store(&flag[me], 2);
		while (atomic_load(&flag[other]) != 4)
			;
	}
	atomic_store(&flag[me], 4);
	while (me > other && atomic_load(&flag[other]) >= 2)
		;
}

static void unlock(int me)
{
	int other = 1 - me, seen;

	if (me < other) {
		do
			seen = atomic_load(&flag[other]);
		while (seen == 2 || seen == 3);
	}
	atomic_store(&flag[me], 0);
}

static void *run(void *arg)
{
	int me = (int)(intptr_t)arg;

	for (int i = 0; i < N; i++) {
		lock(me);
		atomic_store(&owner, me);
		for (int look = 0; look < 2; look++)
			assert(atomic_load(&owner) == me);
		unlock(me);
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
