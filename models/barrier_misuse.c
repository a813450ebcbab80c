// Main destroys the barrier as soon as it has seen one worker come: that worker
// may be waiting there for the other.
//
// expect: finding barrier-misuse on barrier
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
	while (atomic_load(&arrived) == 0)
		;
	pthread_barrier_destroy(&barrier);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
