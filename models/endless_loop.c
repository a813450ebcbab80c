// The numbers from `last` down to 0 are to be added up. An unsigned number is
// never below 0: after 0 comes the greatest one, and the loop goes on.
//
// expect: finding endless-loop
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned sum;

static void *add_up(void *unused)
{
	unsigned last = 3;

	pthread_mutex_lock(&lock);
	for (unsigned i = last; i >= 0; i--)
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
