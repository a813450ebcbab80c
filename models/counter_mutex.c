// counter.c mended with a mutex: only the thread that holds it touches the
// counter, so nothing comes between the read and the write. N threads, each K
// times (-DN=... -DK=...).
//
// expect: verified
#include <assert.h>
#include <pthread.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 1
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *increment(void *unused)
{
	for (int i = 0; i < K; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
	}
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
