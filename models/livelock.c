// A thread runs until it is told to stop, and main waits for its end before
// it says so. The thread goes round for ever: it is never stuck, but nothing
// that any thread does from here on can end it.
//
// expect: finding livelock
#include <pthread.h>
#include <stdatomic.h>

static atomic_int stop;

static void *run(void *unused)
{
	while (!atomic_load(&stop))
		;
	return unused;
}

int main(void)
{
	pthread_t runner;

	pthread_create(&runner, NULL, run, NULL);
	pthread_join(runner, NULL);
	atomic_store(&stop, 1);
}
