// unfinished_threads.c put right: main waits for the end of the thread.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int saved;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	saved = 1;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t worker;

	pthread_create(&worker, NULL, work, NULL);
	pthread_join(worker, NULL);
}
