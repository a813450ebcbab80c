// One thread makes a table, another looks something up in it. The pointer is
// atomic, so there is no race; but the second thread may come before there is
// a table, and follows NULL.
//
// expect: finding bad-pointer
#include <pthread.h>
#include <stdatomic.h>

static int squares[4];
static int *_Atomic table;

static void *make(void *unused)
{
	for (int i = 0; i < 4; i++)
		squares[i] = i * i;
	atomic_store(&table, squares);
	return unused;
}

static void *look_up(void *unused)
{
	int *found = atomic_load(&table);

	return found[2] == 4 ? unused : NULL;
}

int main(void)
{
	pthread_t maker, user;

	pthread_create(&maker, NULL, make, NULL);
	pthread_create(&user, NULL, look_up, NULL);
	pthread_join(maker, NULL);
	pthread_join(user, NULL);
}
