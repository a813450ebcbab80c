// Two threads take two mutexes, each in the other's order.
//
// expect: finding deadlock
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t a, b;

static void *ab(void *unused)
{
	pthread_mutex_lock(&a);
	pthread_mutex_lock(&b);
	pthread_mutex_unlock(&b);
	pthread_mutex_unlock(&a);
	return unused;
}

static void *ba(void *unused)
{
	pthread_mutex_lock(&b);
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	pthread_mutex_unlock(&b);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_mutex_init(&a, NULL);
	pthread_mutex_init(&b, NULL);
	pthread_create(&first, NULL, ab, NULL);
	pthread_create(&second, NULL, ba, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	return 0;
}
