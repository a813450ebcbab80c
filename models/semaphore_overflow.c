// A semaphore that is meant to let everybody through begins at the greatest
// value there is. Who leaves before anybody has come in asks for one more.
//
// expect: finding semaphore-overflow on gate
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t gate;

static void *come_in(void *unused)
{
	sem_wait(&gate);
	return unused;
}

static void *leave(void *unused)
{
	sem_post(&gate);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	sem_init(&gate, 0, INT_MAX);
	pthread_create(&first, NULL, come_in, NULL);
	pthread_create(&second, NULL, leave, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	sem_destroy(&gate);
}
