// ticket_lock.c wrong: drawing a number takes two steps, and two threads may
// draw the same one. The first of them to give the lock back calls the next
// number: the other one, if it has not looked by then, waits for ever.
//
// expect: finding livelock
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define THREADS 2
#define ROUNDS 1

static atomic_uint next_ticket, now_serving;
static int counter;		/* plain: only the lock protects it */

static void lock(void)
{
	unsigned mine = atomic_load(&next_ticket);

	atomic_store(&next_ticket, mine + 1);
	while (atomic_load(&now_serving) != mine)
		;
}

static void unlock(void)
{
	atomic_store(&now_serving, atomic_load(&now_serving) + 1);
}

static void *work(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		lock();
		counter++;
		unlock();
	}
	return unused;
}

int main(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert(counter == THREADS * ROUNDS);
}
