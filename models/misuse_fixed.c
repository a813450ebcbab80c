// misuse.c put right: a job is chosen only while there is one.
//
// expect: verified
#include <pthread.h>
#include <mc.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int jobs_left = 1;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	if (jobs_left > 0) {
		mc_choose(jobs_left);
		jobs_left--;
	}
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
