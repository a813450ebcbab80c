/* Two threads count; beside that lies memory that nobody touches. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifndef BYTES
#define BYTES 0
#endif
#ifndef K
#define K 10
#endif

static atomic_int counter;
static char globals[BYTES + 8] = {1};

static void *increment(void *unused)
{
	for (int i = 0; i < K; i++)
		atomic_fetch_add(&counter, 1);
	return unused;
}

int main(void)
{
	pthread_t a, b;
	char *heap = calloc(1, BYTES + 8);

	for (int i = 0; i < BYTES; i += 4096)
		heap[i] = globals[i] = 1;
	pthread_create(&a, NULL, increment, NULL);
	pthread_create(&b, NULL, increment, NULL);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	free(heap);
	return 0;
}
