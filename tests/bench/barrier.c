// N threads go through K phases: each writes its own cell, all meet at a
// barrier, each reads its neighbour's cell, and all meet again.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 1
#endif

static pthread_barrier_t barrier;
static int cells[N];

static void *work(void *arg)
{
	int me = (int)(intptr_t)arg;

	for (int phase = 1; phase <= K; phase++) {
		cells[me] = phase;
		pthread_barrier_wait(&barrier);
		assert(cells[(me + 1) % N] == phase);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[N];

	pthread_barrier_init(&barrier, NULL, N);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	return 0;
}
