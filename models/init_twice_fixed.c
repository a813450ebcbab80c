// init_twice.c put right: the mutex is initialised once, before any thread is
// there to use it.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock;
static int sum;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	sum++;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_mutex_init(&lock, NULL);
	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	pthread_mutex_destroy(&lock);
}
