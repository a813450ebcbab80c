// Lastzero (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order
// reduction, POPL 2014). Writer i of N sets a[i] = a[i - 1] + 1, while a reader
// looks for the last element that is zero; a[0] always is.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 2
#endif

static atomic_int a[N + 1];

static void *find_last_zero(void *unused)
{
	int last = N;

	while (atomic_load_explicit(&a[last], memory_order_acquire) != 0)
		last--;
	assert(last >= 0);
	return unused;
}

static void *write_element(void *arg)
{
	int i = (int)(intptr_t)arg;
	int before = atomic_load_explicit(&a[i - 1], memory_order_acquire);

	atomic_store_explicit(&a[i], before + 1, memory_order_release);
	return NULL;
}

int main(void)
{
	pthread_t threads[N + 1];

	pthread_create(&threads[0], NULL, find_last_zero, NULL);
	for (int i = 1; i <= N; i++)
		pthread_create(&threads[i], NULL, write_element,
			       (void *)(intptr_t)i);
	for (int i = 0; i <= N; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
