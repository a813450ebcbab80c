// lock_order.c put right: there is one order, and both threads keep to it.
//
// expect: verified
#include <pthread.h>

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void *pay(void *unused)
{
	pthread_mutex_lock(&accounts);
	pthread_mutex_lock(&journal);
	pthread_mutex_unlock(&journal);
	pthread_mutex_unlock(&accounts);
	return unused;
}

static void *audit(void *unused)
{
	pthread_mutex_lock(&accounts);
	pthread_mutex_lock(&journal);
	pthread_mutex_unlock(&journal);
	pthread_mutex_unlock(&accounts);
	return unused;
}

int main(void)
{
	pthread_t payer, auditor;

	pthread_create(&payer, NULL, pay, NULL);
	pthread_join(payer, NULL);
	pthread_create(&auditor, NULL, audit, NULL);
	pthread_join(auditor, NULL);
}
