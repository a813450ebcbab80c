// An average is asked for while nobody has measured anything yet. The lock is
// taken where it must be, so there is no race; and still the reader may come
// first, and divides by 0.
//
// expect: finding crash
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sum, count, average;

static void *measure(void *unused)
{
	pthread_mutex_lock(&lock);
	sum += 20;
	count++;
	pthread_mutex_unlock(&lock);
	return unused;
}

static void *report(void *unused)
{
	pthread_mutex_lock(&lock);
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
