// A test that says by its exit status whether all went well. Each withdrawal
// looks whether there is enough, and takes it later: between the two the other
// one may have come.
//
// expect: finding exit
#include <pthread.h>
#include <stdatomic.h>

static atomic_int balance = 100;

static void *withdraw(void *unused)
{
	if (atomic_load(&balance) >= 80)
		atomic_fetch_sub(&balance, 80);
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
