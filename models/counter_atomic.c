// counter.c mended with an atomic: read, add and write are one step.
// N threads each add one K times (try -DN=3 -DK=10).
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 2
#endif

static atomic_int counter;

static void *increment(void *unused)
{
	for (int i = 0; i < K; i++)
		atomic_fetch_add(&counter, 1);
	return unused;
}

int main(void)
{
	pthread_t threads[N];

	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, increment, NULL);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	assert(counter == N * K);
}
