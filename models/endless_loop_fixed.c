// endless_loop.c put right: the loop counts up, and ends.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned sum;

static void *add_up(void *unused)
{
	unsigned last = 3;

	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i <= last; i++)
		sum += i;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t adder;

	pthread_create(&adder, NULL, add_up, NULL);
	pthread_join(adder, NULL);
}
