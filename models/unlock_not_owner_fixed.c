// unlock_not_owner.c put right: only who got the mutex gives it back.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

static void *count_hit(void *unused)
{
	if (pthread_mutex_trylock(&lock) == 0) {
		hits++;
		pthread_mutex_unlock(&lock);
	}
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
