// barrier_misuse.c put right: the barrier goes when both workers have gone.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>

static pthread_barrier_t barrier;
static atomic_int arrived;

static void *work(void *unused)
{
	atomic_fetch_add(&arrived, 1);
	pthread_barrier_wait(&barrier);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	pthread_barrier_destroy(&barrier);
}
