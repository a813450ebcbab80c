// A signal that comes before the wait is lost: a condition variable remembers
// nothing, and the waiter does not look at what it waits for.
//
// expect: finding lost-wakeup on ready_changed
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *wait_until_ready(void *unused)
{
	pthread_mutex_lock(&lock);
	pthread_cond_wait(&ready_changed, &lock);
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t waiter;

	pthread_create(&waiter, NULL, wait_until_ready, NULL);
	pthread_mutex_lock(&lock);
	ready = 1;
	pthread_cond_signal(&ready_changed);
	pthread_mutex_unlock(&lock);
	pthread_join(waiter, NULL);
}
