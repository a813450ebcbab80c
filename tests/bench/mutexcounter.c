// N threads add to a plain counter under a mutex, R times each.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

#ifndef N
#define N 3
#endif
#ifndef R
#define R 2
#endif

static pthread_mutex_t mutex;
static int counter;

static void *increment(void *unused)
{
	for (int i = 0; i < R; i++) {
		pthread_mutex_lock(&mutex);
		counter++;
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[N];

	pthread_mutex_init(&mutex, NULL);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, increment, NULL);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	assert(counter == N * R);
	return 0;
}
