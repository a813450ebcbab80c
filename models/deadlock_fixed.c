// deadlock.c mended: everybody takes the two locks in the same order, so
// whoever holds the first can get the second.
//
// expect: verified
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t savings_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t checking_lock = PTHREAD_MUTEX_INITIALIZER;
static int savings = 10, checking = 10;

static void *save(void *unused)
{
	pthread_mutex_lock(&checking_lock);
	pthread_mutex_lock(&savings_lock);
	checking -= 1;
	savings += 1;
	pthread_mutex_unlock(&savings_lock);
	pthread_mutex_unlock(&checking_lock);
	return unused;
}

static void *withdraw(void *unused)
{
	pthread_mutex_lock(&checking_lock);
	pthread_mutex_lock(&savings_lock);
	savings -= 5;
	checking += 5;
	pthread_mutex_unlock(&savings_lock);
	pthread_mutex_unlock(&checking_lock);
	return unused;
}

int main(void)
{
	pthread_t saver, spender;

	pthread_create(&saver, NULL, save, NULL);
	pthread_create(&spender, NULL, withdraw, NULL);
	pthread_join(saver, NULL);
	pthread_join(spender, NULL);
	assert(savings == 6 && checking == 14);
}
