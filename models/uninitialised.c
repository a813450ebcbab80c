// A counter is made by malloc, and nobody sets it to zero. Often the memory is
// zero by chance, and all goes well.
//
// expect: finding uninitialised
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct account {
	pthread_mutex_t lock;
	int balance;
};

static struct account *account;

static void *deposit(void *unused)
{
	pthread_mutex_lock(&account->lock);
	account->balance = account->balance + 10;
	pthread_mutex_unlock(&account->lock);
	return unused;
}

int main(void)
{
	pthread_t depositor;

	account = malloc(sizeof *account);
	pthread_mutex_init(&account->lock, NULL);
	pthread_create(&depositor, NULL, deposit, NULL);
	deposit(NULL);
	pthread_join(depositor, NULL);
	printf("%d\n", account->balance);
	pthread_mutex_destroy(&account->lock);
	free(account);
	return 0;
}
