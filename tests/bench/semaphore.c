// N threads pass a semaphore that lets M in at once, K times each; a second
// semaphore guards the count of those inside.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

#ifndef N
#define N 2
#endif
#ifndef M
#define M 1
#endif
#ifndef K
#define K 1
#endif

static sem_t places, guard;
static int inside;

static void change(int by)
{
	sem_wait(&guard);
	inside += by;
	assert(inside >= 0 && inside <= M);
	sem_post(&guard);
}

static void *pass(void *unused)
{
	for (int i = 0; i < K; i++) {
		sem_wait(&places);
		change(1);
		change(-1);
		sem_post(&places);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[N];

	sem_init(&places, 0, M);
	sem_init(&guard, 0, 1);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, pass, NULL);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	assert(inside == 0);
	sem_destroy(&places);
	sem_destroy(&guard);
	return 0;
}
