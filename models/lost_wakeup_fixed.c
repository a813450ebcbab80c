// lost_wakeup.c mended: what is waited for is a variable under the lock. The
// waiter looks at it first, and again whenever it is woken.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *wait_until_ready(void *unused)
{
	pthread_mutex_lock(&lock);
	while (!ready)
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
