// counter.c mended with a mutex: only the thread that holds it touches the
// counter, so nothing comes between the read and the write.
//
// expect: verified
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *increment(void *unused)
{
	pthread_mutex_lock(&lock);
	counter++;
	pthread_mutex_unlock(&lock);
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
