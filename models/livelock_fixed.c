// livelock.c put right: main says stop first, and then waits for the end.
//
// expect: verified
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
	atomic_store(&stop, 1);
	pthread_join(runner, NULL);
}
