// partial_deadlock.c put right: both workers take the locks in one order, and
// main waits for them.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t screen = PTHREAD_MUTEX_INITIALIZER;

static void *save(void *unused)
{
	pthread_mutex_lock(&disk);
	pthread_mutex_lock(&screen);
	pthread_mutex_unlock(&screen);
	pthread_mutex_unlock(&disk);
	return unused;
}

static void *show(void *unused)
{
	pthread_mutex_lock(&disk);
	pthread_mutex_lock(&screen);
	pthread_mutex_unlock(&screen);
	pthread_mutex_unlock(&disk);
	return unused;
}

static void *compute(void *unused)
{
	return unused;
}

int main(void)
{
	pthread_t saver, shower, computer;

	pthread_create(&saver, NULL, save, NULL);
	pthread_create(&shower, NULL, show, NULL);
	pthread_create(&computer, NULL, compute, NULL);
	pthread_join(computer, NULL);
	pthread_join(saver, NULL);
	pthread_join(shower, NULL);
}
