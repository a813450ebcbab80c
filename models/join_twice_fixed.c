// join_twice.c put right: the helper joins the worker, and main the helper.
//
// expect: verified
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
}
