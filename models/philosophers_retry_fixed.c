// philosophers_retry.c put right: one of the two waits for its second fork
// instead of putting back the first. The other puts its own back meanwhile, and
// a mutex that is free again and again comes to who waits for it.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t fork[2] = { PTHREAD_MUTEX_INITIALIZER,
				   PTHREAD_MUTEX_INITIALIZER };

static int take_second(int which, int wait)
{
	return wait ? pthread_mutex_lock(&fork[which])
		    : pthread_mutex_trylock(&fork[which]);
}

static void *dine(void *side)
{
	int left = *(int *)side, right = 1 - left;

	pthread_mutex_lock(&fork[left]);
	while (take_second(right, left == 0) != 0) {
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
