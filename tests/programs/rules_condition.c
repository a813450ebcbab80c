// Condition variables: what their functions return, and whom they wake.
// expect: verified
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

#define WAITERS 2

static const struct timespec past = {1, 0}, never = {1, -1};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER, other;
static int tickets, woken;

static void *wait_for_a_ticket(void *unused)
{
	pthread_mutex_lock(&mutex);
	while (tickets == 0)
		assert(pthread_cond_wait(&changed, &mutex) == 0);
	tickets--;
	woken++;
	pthread_mutex_unlock(&mutex);
	return unused;
}

static void check_times(void)
{
	int result;

	pthread_mutex_lock(&mutex);
	result = pthread_cond_timedwait(&other, &mutex, &past);
	assert(result == ETIMEDOUT || result == 0);
	assert(pthread_cond_timedwait(&other, &mutex, &never) == EINVAL);
	result = pthread_cond_clockwait(&other, &mutex, CLOCK_MONOTONIC, &past);
	assert(result == ETIMEDOUT || result == 0);
	assert(pthread_mutex_trylock(&mutex) == EBUSY);
	pthread_mutex_unlock(&mutex);
}

int main(void)
{
	pthread_t threads[WAITERS];
	pthread_condattr_t attributes;
	clockid_t clock;

	assert(pthread_condattr_init(&attributes) == 0);
	assert(pthread_condattr_setclock(&attributes, 99) == EINVAL);
	assert(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	assert(pthread_condattr_getclock(&attributes, &clock) == 0);
	assert(clock == CLOCK_MONOTONIC);
	assert(pthread_cond_init(&other, &attributes) == 0);
	assert(pthread_condattr_destroy(&attributes) == 0);
	assert(pthread_cond_signal(&other) == 0);
	assert(pthread_cond_broadcast(&other) == 0);
	check_times();
	assert(pthread_cond_destroy(&other) == 0);
	for (int i = 0; i < WAITERS; i++)
		pthread_create(&threads[i], NULL, wait_for_a_ticket, NULL);
	pthread_mutex_lock(&mutex);
	tickets = 1;
	assert(pthread_cond_signal(&changed) == 0);
	pthread_mutex_unlock(&mutex);
	pthread_mutex_lock(&mutex);
	tickets++;
	assert(pthread_cond_broadcast(&changed) == 0);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < WAITERS; i++)
		pthread_join(threads[i], NULL);
	assert(woken == WAITERS && tickets == 0);
	return 0;
}
