// Accounts with a lock each, and transfers that lock both, the one that gives
// first. Each thread makes many.
#include <pthread.h>
#include <stdlib.h>

#define ACCOUNTS 2
#define THREADS 3
#define ROUNDS 5

struct account {
	pthread_mutex_t mutex;
	long balance;
};

static struct account *accounts[ACCOUNTS];

static void transfer(struct account *from, struct account *to, long amount)
{
	pthread_mutex_lock(&from->mutex);
	pthread_mutex_lock(&to->mutex);
	if (from->balance >= amount) {
		from->balance -= amount;
		to->balance += amount;
	}
	pthread_mutex_unlock(&to->mutex);
	pthread_mutex_unlock(&from->mutex);
}

static void *work(void *argument)
{
	long id = (long)argument;

	for (int i = 0; i < ROUNDS; i++)
		transfer(accounts[id % ACCOUNTS], accounts[(id + 1) % ACCOUNTS],
			 10);
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < ACCOUNTS; i++) {
		accounts[i] = malloc(sizeof *accounts[i]);
		pthread_mutex_init(&accounts[i]->mutex, NULL);
		accounts[i]->balance = 100;
	}
	for (long i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < ACCOUNTS; i++)
		free(accounts[i]);
}
