// One waiter, which takes what is not there when it wakes without a signal:
// nothing else can go wrong.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t there = PTHREAD_COND_INITIALIZER;
static int count;

static void *take(void *unused)
{
	pthread_mutex_lock(&lock);
	if (count == 0)
		pthread_cond_wait(&there, &lock);
	assert(count > 0);
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, take, NULL);
	pthread_mutex_lock(&lock);
	count++;
	pthread_cond_signal(&there);
	pthread_mutex_unlock(&lock);
	pthread_join(thread, NULL);
}
