// producer_consumer.c wrong: producers and consumers wait on one condition
// variable. A signal that is meant for a consumer may wake a producer, which
// finds no room and waits again; then all of them wait, though there are items.
//
// expect: finding lost-wakeup
#include <pthread.h>
#include <stddef.h>

#ifndef PAIRS
#define PAIRS 2
#endif
#define CAPACITY 1

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int count;

static void *produce(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		while (count == CAPACITY)
			pthread_cond_wait(&changed, &lock);
		count++;
		pthread_cond_signal(&changed);
		pthread_mutex_unlock(&lock);
	}
	return unused;
}

static void *consume(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		while (count == 0)
			pthread_cond_wait(&changed, &lock);
		count--;
		pthread_cond_signal(&changed);
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
