// Barriers: nobody passes before all are there, and one is the serial thread.
// expect: verified
#include <assert.h>
#include <errno.h>
#include <pthread.h>

#define THREADS 3

static pthread_barrier_t barrier;
static int there[THREADS], serial[2];

static void *meet(void *argument)
{
	int me = (int)(long)argument;

	for (int round = 0; round < 2; round++) {
		int result;

		there[me] = round + 1;
		result = pthread_barrier_wait(&barrier);
		for (int i = 0; i < THREADS; i++)
			assert(there[i] == round + 1);
		if (result == PTHREAD_BARRIER_SERIAL_THREAD)
			serial[round]++;
		else
			assert(result == 0);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	pthread_barrierattr_t attributes;
	int shared;

	assert(pthread_barrierattr_init(&attributes) == 0);
	pthread_barrierattr_getpshared(&attributes, &shared);
	assert(shared == PTHREAD_PROCESS_PRIVATE);
	assert(pthread_barrier_init(&barrier, &attributes, 0) == EINVAL);
	assert(pthread_barrier_init(&barrier, &attributes, THREADS) == 0);
	assert(pthread_barrierattr_destroy(&attributes) == 0);
	for (long i = 1; i < THREADS; i++)
		pthread_create(&threads[i], NULL, meet, (void *)i);
	meet(NULL);
	for (int i = 1; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert(serial[0] == 1 && serial[1] == 1);
	assert(pthread_barrier_destroy(&barrier) == 0);
	return 0;
}
