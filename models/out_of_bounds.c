// A log with room for 3 entries, and two threads that write 2 each. Each looks
// whether there is room and only then takes a place: when both look at the
// last one, one of them writes past the end of the block. Every access but
// those to the log itself is atomic, and yet looking and taking is not.
//
// expect: finding out-of-bounds
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define ROOM 3

static int *log_entries;
static atomic_int used;

static void log_add(int entry)
{
	if (atomic_load(&used) < ROOM)
		log_entries[atomic_fetch_add(&used, 1)] = entry;
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
