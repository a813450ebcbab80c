// Readers (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order
// reduction, POPL 2014). One thread writes a variable that N threads read: each
// comes before or after the write, so 2^N orders differ.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef N
#define N 2
#endif

static atomic_int x;

static void *write_once(void *unused)
{
	atomic_store_explicit(&x, 42, memory_order_release);
	return unused;
}

static void *read_once(void *unused)
{
	int value = atomic_load_explicit(&x, memory_order_acquire);

	assert(value == 0 || value == 42);
	return unused;
}

int main(void)
{
	pthread_t threads[N + 1];

	pthread_create(&threads[0], NULL, write_once, NULL);
	for (int i = 1; i <= N; i++)
		pthread_create(&threads[i], NULL, read_once, NULL);
	for (int i = 0; i <= N; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
