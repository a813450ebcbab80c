// self_deadlock.c put right: what is done under the lock is a function of its
// own, which takes no lock; those that do take it call only such functions.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int checking, savings;

static void deposit_locked(int *account, int amount)
{
	*account += amount;
}

static void deposit(int *account, int amount)
{
	pthread_mutex_lock(&lock);
	deposit_locked(account, amount);
	pthread_mutex_unlock(&lock);
}

static void transfer(int amount)
{
	pthread_mutex_lock(&lock);
	checking -= amount;
	deposit_locked(&savings, amount);
	pthread_mutex_unlock(&lock);
}

static void *save(void *unused)
{
	transfer(10);
	return unused;
}

int main(void)
{
	pthread_t saver;

	pthread_create(&saver, NULL, save, NULL);
	deposit(&checking, 100);
	pthread_join(saver, NULL);
}
