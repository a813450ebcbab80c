// The dining philosophers: N of them, with one fork between any two, need
// both their forks to eat. When each has taken the left one, nobody ever gets
// the right one.
//
// expect: finding deadlock
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

	pthread_mutex_lock(&forks[left]);
	pthread_mutex_lock(&forks[right]);
	uses[left]++;
	uses[right]++;
	pthread_mutex_unlock(&forks[right]);
	pthread_mutex_unlock(&forks[left]);
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
