// double_free.c put right: the step that counts also says what the count was,
// and only one thread gets the last value.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int users = 2;
static int *shared;

static void *leave(void *unused)
{
	if (atomic_fetch_sub(&users, 1) == 1)
		free(shared);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	shared = malloc(sizeof *shared);
	pthread_create(&first, NULL, leave, NULL);
	pthread_create(&second, NULL, leave, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
