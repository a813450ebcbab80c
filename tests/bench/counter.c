// N threads add to one atomic counter, R times each, and do not look at what
// they get: additions that commute.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef N
#define N 3
#endif
#ifndef R
#define R 2
#endif

static atomic_int counter;

static void *increment(void *unused)
{
	for (int i = 0; i < R; i++)
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
	assert(atomic_load(&counter) == N * R);
	return 0;
}
