// exit_status.c put right: to look and to take is one step, which fails when
// the balance has changed in between.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>

static atomic_int balance = 100;

static void *withdraw(void *unused)
{
	int seen = atomic_load(&balance);

	while (seen >= 80 &&
	       !atomic_compare_exchange_strong(&balance, &seen, seen - 80))
		;
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, withdraw, NULL);
	pthread_create(&second, NULL, withdraw, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	return atomic_load(&balance) < 0;
}
