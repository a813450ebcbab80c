// Two philosophers who know of deadlocks: who has one fork and cannot have the
// other puts it back, and tries again. Nobody is ever stuck. But both may take
// a fork, fail to get the other, and put theirs back, again and again: each
// gets its turns, and nobody ever eats.
//
// expect: finding livelock
#include <pthread.h>

static pthread_mutex_t fork[2] = { PTHREAD_MUTEX_INITIALIZER,
				   PTHREAD_MUTEX_INITIALIZER };

static void *dine(void *side)
{
	int left = *(int *)side, right = 1 - left;

	pthread_mutex_lock(&fork[left]);
	while (pthread_mutex_trylock(&fork[right]) != 0) {
		pthread_mutex_unlock(&fork[left]);
		pthread_mutex_lock(&fork[left]);
	}
	pthread_mutex_unlock(&fork[right]);
	pthread_mutex_unlock(&fork[left]);
	return NULL;
}

int main(void)
{
	pthread_t first, second;
	int sides[2] = { 0, 1 };

	pthread_create(&first, NULL, dine, &sides[0]);
	pthread_create(&second, NULL, dine, &sides[1]);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
