// Two workers can get stuck, each holding the lock that the other wants. Main
// does not join them, it waits for the one result that it needs, and returns:
// so the program ends as if all were well.
//
// expect: finding partial-deadlock
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
	pthread_mutex_lock(&screen);
	pthread_mutex_lock(&disk);
	pthread_mutex_unlock(&disk);
	pthread_mutex_unlock(&screen);
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
	pthread_detach(saver);
	pthread_detach(shower);
	pthread_create(&computer, NULL, compute, NULL);
	pthread_join(computer, NULL);
}
