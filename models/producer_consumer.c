// Producers and consumers that never stop, as homework has them. This program
// has no end, and need not have one: each thread keeps getting what it waits
// for.
//
// expect: verified
#include <pthread.h>
#include <stddef.h>

#ifndef PAIRS
#define PAIRS 2
#endif
#define CAPACITY 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int count;

static void *produce(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		while (count == CAPACITY)
			pthread_cond_wait(&not_full, &lock);
		count++;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&lock);
	}
	return unused;
}

static void *consume(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		while (count == 0)
			pthread_cond_wait(&not_empty, &lock);
		count--;
		pthread_cond_signal(&not_full);
		pthread_mutex_unlock(&lock);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[2 * PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		pthread_create(&threads[2 * i], NULL, produce, NULL);
		pthread_create(&threads[2 * i + 1], NULL, consume, NULL);
	}
	for (int i = 0; i < 2 * PAIRS; i++)
		pthread_join(threads[i], NULL);
}
