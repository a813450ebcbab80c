// Main is told that the job is done, and destroys the mutex: while the worker,
// which told it, is still inside.
//
// expect: finding destroy-in-use on lock
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int done;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	atomic_store(&done, 1);
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t worker;

	pthread_create(&worker, NULL, work, NULL);
	while (!atomic_load(&done))
		;
	pthread_mutex_destroy(&lock);
	pthread_join(worker, NULL);
}
