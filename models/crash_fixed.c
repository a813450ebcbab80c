// crash.c put right: the reader waits until there is something to divide by.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t measured = PTHREAD_COND_INITIALIZER;
static int sum, count, average;

static void *measure(void *unused)
{
	pthread_mutex_lock(&lock);
	sum += 20;
	count++;
	pthread_cond_signal(&measured);
	pthread_mutex_unlock(&lock);
	return unused;
}

static void *report(void *unused)
{
	pthread_mutex_lock(&lock);
	while (count == 0)
		pthread_cond_wait(&measured, &lock);
	average = sum / count;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t measurer, reporter;

	pthread_create(&measurer, NULL, measure, NULL);
	pthread_create(&reporter, NULL, report, NULL);
	pthread_join(measurer, NULL);
	pthread_join(reporter, NULL);
}
