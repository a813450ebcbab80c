// mixed_race.c put right: the counter is _Atomic, and so is every access to it.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int done;

static void *work(void *unused)
{
	atomic_fetch_add(&done, 1);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	printf("%d done so far\n", atomic_load(&done));
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
