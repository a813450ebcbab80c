// wait_without_mutex.c put right: from the look at `ready` to the wait the lock
// is held, and the wait itself gives it back.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *set_ready(void *unused)
{
	pthread_mutex_lock(&lock);
	ready = 1;
	pthread_cond_signal(&ready_changed);
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t setter;

	pthread_create(&setter, NULL, set_ready, NULL);
	pthread_mutex_lock(&lock);
	while (!ready)
		pthread_cond_wait(&ready_changed, &lock);
	pthread_mutex_unlock(&lock);
	pthread_join(setter, NULL);
}
