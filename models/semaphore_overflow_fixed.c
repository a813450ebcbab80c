// semaphore_overflow.c put right: the semaphore begins at the number of places
// that there are, and a place is given back only by who has had one.
//
// expect: verified
#include <pthread.h>
#include <semaphore.h>

static sem_t gate;

static void *visit(void *unused)
{
	sem_wait(&gate);
	sem_post(&gate);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	sem_init(&gate, 0, 1);
	pthread_create(&first, NULL, visit, NULL);
	pthread_create(&second, NULL, visit, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	sem_destroy(&gate);
}
