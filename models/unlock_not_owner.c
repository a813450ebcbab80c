// A thread unlocks a mutex that it does not hold: pthread_mutex_trylock may
// fail, and the unlock comes all the same. It opens the door for a third
// thread while the holder is still inside.
//
// expect: finding bad-unlock
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

static void *count_hit(void *unused)
{
	if (pthread_mutex_trylock(&lock) == 0)
		hits++;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, count_hit, NULL);
	pthread_create(&second, NULL, count_hit, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
