// The helper joins the worker, and so does main. A thread can be joined once:
// after that its handle means nothing, or another thread.
//
// expect: finding bad-join
#include <pthread.h>

static pthread_t worker;

static void *work(void *unused)
{
	return unused;
}

static void *help(void *unused)
{
	pthread_join(worker, NULL);
	return unused;
}

int main(void)
{
	pthread_t helper;

	pthread_create(&worker, NULL, work, NULL);
	pthread_create(&helper, NULL, help, NULL);
	pthread_join(helper, NULL);
	pthread_join(worker, NULL);
}
