// Each worker initialises the mutex before it uses it. The second one makes a
// new mutex in the place of one that the first may be using.
//
// expect: finding object-lifetime on lock
#include <pthread.h>

static pthread_mutex_t lock;
static int sum;

static void *work(void *unused)
{
	pthread_mutex_init(&lock, NULL);
	pthread_mutex_lock(&lock);
	sum++;
	pthread_mutex_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
