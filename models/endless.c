// Two threads that count for ever, and take two locks in different orders. The
// program has states without end; that it can stop is found all the same, as
// searches begin with what few steps and few preemptions can do.
//
// expect: finding deadlock
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static atomic_long rounds[2];

static void *left_first(void *unused)
{
	for (;;) {
		atomic_fetch_add(&rounds[0], 1);
		pthread_mutex_lock(&left);
		pthread_mutex_lock(&right);
		pthread_mutex_unlock(&right);
		pthread_mutex_unlock(&left);
	}
	return unused;
}

static void *right_first(void *unused)
{
	for (;;) {
		atomic_fetch_add(&rounds[1], 1);
		pthread_mutex_lock(&right);
		pthread_mutex_lock(&left);
		pthread_mutex_unlock(&left);
		pthread_mutex_unlock(&right);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, left_first, NULL);
	pthread_create(&threads[1], NULL, right_first, NULL);
	pthread_join(threads[0], NULL);
}
