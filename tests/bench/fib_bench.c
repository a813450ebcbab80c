// Two threads add the other's number to their own, NUM times, while a third one
// looks: no number is above the Fibonacci number 2 * NUM + 2.
// (fib_bench of the software verification competition, with atomics.)
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef NUM
#define NUM 1
#endif

static atomic_int i = 1, j = 1;

/* Adds `other` to `own`: two loads and a store. */
static void add(atomic_int *own, atomic_int *other)
{
	int mine = atomic_load_explicit(own, memory_order_acquire);
	int theirs = atomic_load_explicit(other, memory_order_acquire);

	atomic_store_explicit(own, mine + theirs, memory_order_release);
}

static void *add_to_i(void *unused)
{
	for (int round = 0; round < NUM; round++)
		add(&i, &j);
	return unused;
}

static void *add_to_j(void *unused)
{
	for (int round = 0; round < NUM; round++)
		add(&j, &i);
	return unused;
}

static void *look(void *unused)
{
	int last = 1, largest = 1;

	for (int round = 0; round < 2 * NUM; round++) {
		int next = last + largest;

		last = largest;
		largest = next;
	}
	assert(atomic_load_explicit(&i, memory_order_acquire) <= largest &&
	       atomic_load_explicit(&j, memory_order_acquire) <= largest);
	return unused;
}

int main(void)
{
	pthread_t threads[3];

	pthread_create(&threads[0], NULL, add_to_i, NULL);
	pthread_create(&threads[1], NULL, add_to_j, NULL);
	pthread_create(&threads[2], NULL, look, NULL);
	for (int n = 0; n < 3; n++)
		pthread_join(threads[n], NULL);
	return 0;
}
