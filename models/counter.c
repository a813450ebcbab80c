// Two threads each add one to a counter, and one of the two can get lost.
//
// counter++ is a read and then a write: when both threads read before either
// writes, both write 1.
//
// expect: finding data-race on counter
#include <assert.h>
#include <pthread.h>

static int counter;

static void *increment(void *unused)
{
	counter++;
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, increment, NULL);
	pthread_create(&second, NULL, increment, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	assert(counter == 2);
}
