// The waiter looks at `ready` under the lock, but gives the lock back before it
// waits: the signal can come just in between.
//
// expect: finding bad-wait on ready_changed
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
	int seen;

	pthread_create(&setter, NULL, set_ready, NULL);
	pthread_mutex_lock(&lock);
	seen = ready;
	pthread_mutex_unlock(&lock);
	if (!seen)
		pthread_cond_wait(&ready_changed, &lock);
	pthread_join(setter, NULL);
}
