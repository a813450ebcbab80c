// The indexer (Flanagan, Godefroid: Dynamic partial-order reduction for model
// checking software, POPL 2005, figure 1). N threads insert 4 messages each
// into a hash table of 128 places, with compare-and-swap and linear probing. Up
// to 11 threads never meet; from 12 on some insert the same message as others.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define SIZE 128
#define MESSAGES 4

#ifndef N
#define N 2
#endif

static atomic_int table[SIZE];

/* Puts the message in the first place that is free. */
static void insert(int message)
{
	int at = (message * 7) % SIZE, empty = 0;

	while (!atomic_compare_exchange_strong_explicit(
		&table[at], &empty, message, memory_order_acq_rel,
		memory_order_acquire)) {
		at = (at + 1) % SIZE;
		empty = 0;
	}
}

static void *index_messages(void *arg)
{
	int thread = (int)(intptr_t)arg;

	for (int i = 1; i <= MESSAGES; i++)
		insert(i * 11 + thread);
	return NULL;
}

int main(void)
{
	pthread_t threads[N];

	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, index_messages,
			       (void *)(intptr_t)i);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
