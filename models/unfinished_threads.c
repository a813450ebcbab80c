// Main starts a thread and returns: that ends the program, and with it the
// thread, wherever it is. Nothing is wrong with the verdict, but a note says
// that the work may not have been done.
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
	pthread_detach(worker);
}
