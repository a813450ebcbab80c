// A thread picks one of the jobs that are left, and forgets that there may be
// none: to choose from 0 things is against the rules of mc_choose.
//
// expect: finding misuse
#include <pthread.h>
#include <mc.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int jobs_left = 1;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	mc_choose(jobs_left);
	jobs_left--;
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
