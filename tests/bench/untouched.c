// What memory costs that nobody touches: N threads add K times to a counter
// beside KIB KiB of globals and as much of heap, filled before they begin.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 2
#endif
#ifndef KIB
#define KIB 1
#endif

static char globals[KIB * 1024 + 1]; // KIB=0: none
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
	char *heap = malloc(sizeof globals);

	memset(globals, 1, sizeof globals);
	memset(heap, 2, sizeof globals);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, increment, NULL);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	assert(atomic_load(&counter) == N * K);
	free(heap);
	return 0;
}
