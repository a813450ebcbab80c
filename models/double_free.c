// Two users share a block, and the last one to leave frees it. Each counts
// itself out, but looks at the count in a second step: when both
// have counted, both find 0.
//
// expect: finding bad-free
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int users = 2;
static int *shared;

static void *leave(void *unused)
{
	atomic_fetch_sub(&users, 1);
	if (atomic_load(&users) == 0)
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
