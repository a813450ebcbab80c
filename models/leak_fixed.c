// leak.c put right: the thread that comes too late frees what it made.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static int *_Atomic table;

static void *use_table(void *unused)
{
	int *nothing = NULL;
	int *mine;

	if (!atomic_load(&table)) {
		mine = malloc(4 * sizeof *mine);
		if (!atomic_compare_exchange_strong(&table, &nothing, mine))
			free(mine);
	}
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, use_table, NULL);
	pthread_create(&second, NULL, use_table, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	free(atomic_load(&table));
}
