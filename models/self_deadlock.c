// A function that takes a lock calls another one that takes the same lock: the
// thread waits for itself. deposit() alone works, and transfer() never does.
//
// expect: finding self-deadlock on lock
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int checking, savings;

static void deposit(int *account, int amount)
{
	pthread_mutex_lock(&lock);
	*account += amount;
	pthread_mutex_unlock(&lock);
}

static void transfer(int amount)
{
	pthread_mutex_lock(&lock);
	checking -= amount;
	deposit(&savings, amount);
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
