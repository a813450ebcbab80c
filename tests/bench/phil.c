// N philosophers eat R times each. All take the left fork first, so they can
// end up with one fork each; with -DORDERED the last one takes the right fork
// first, and they cannot.
//
// expect: finding deadlock
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 3
#endif
#ifndef R
#define R 1
#endif

static pthread_mutex_t fork_[N];
static int meals[N];

static void *philosopher(void *arg)
{
	int i = (int)(intptr_t)arg;
	int first = i, second = (i + 1) % N;

#ifdef ORDERED
	if (first > second) {
		second = i;
		first = (i + 1) % N;
	}
#endif
	for (int round = 0; round < R; round++) {
		pthread_mutex_lock(&fork_[first]);
		pthread_mutex_lock(&fork_[second]);
		meals[i]++;
		pthread_mutex_unlock(&fork_[second]);
		pthread_mutex_unlock(&fork_[first]);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[N];

	for (int i = 0; i < N; i++)
		pthread_mutex_init(&fork_[i], NULL);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, philosopher,
			       (void *)(intptr_t)i);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < N; i++)
		assert(meals[i] == R);
	return 0;
}
