// out_of_bounds.c put right: a place is taken first, and only then looked at;
// no two threads get the same one, and none that is not there is used.
//
// expect: verified
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define ROOM 3

static int *log_entries;
static atomic_int used;

static void log_add(int entry)
{
	int place = atomic_fetch_add(&used, 1);

	if (place < ROOM)
		log_entries[place] = entry;
}

static void *work(void *unused)
{
	log_add(1);
	log_add(2);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	log_entries = malloc(ROOM * sizeof(int));
	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	free(log_entries);
}
