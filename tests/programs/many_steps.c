/* A path of a million steps: one thread counts while another waits for it. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef K
#define K 1000000
#endif

static atomic_int counter;

static void *count(void *unused)
{
	for (int i = 0; i < K; i++)
		atomic_fetch_add(&counter, 1);
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, count, NULL);
	pthread_join(thread, NULL);
	assert(counter == K);
}
