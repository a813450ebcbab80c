// philosophers.c mended: each takes the fork with the lower number first. The
// last philosopher so begins on the other side than the rest, and the circle
// of those who wait for each other cannot close.
//
// expect: verified
#include <assert.h>
#include <pthread.h>

#ifndef N
#define N 3
#endif

static pthread_mutex_t forks[N];
static int uses[N];

static void *dine(void *seat)
{
	int left = *(int *)seat;
	int right = (left + 1) % N;
	int low = left < right ? left : right;
	int high = left < right ? right : left;

	pthread_mutex_lock(&forks[low]);
	pthread_mutex_lock(&forks[high]);
	uses[left]++;
	uses[right]++;
	pthread_mutex_unlock(&forks[high]);
	pthread_mutex_unlock(&forks[low]);
	return NULL;
}

int main(void)
{
	pthread_t philosophers[N];
	int seats[N];

	for (int i = 0; i < N; i++)
		pthread_mutex_init(&forks[i], NULL);
	for (int i = 0; i < N; i++) {
		seats[i] = i;
		pthread_create(&philosophers[i], NULL, dine, &seats[i]);
	}
	for (int i = 0; i < N; i++)
		pthread_join(philosophers[i], NULL);
	for (int i = 0; i < N; i++)
		assert(uses[i] == 2);
}
