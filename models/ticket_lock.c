// A ticket lock: each thread draws a number, and waits until that is called
// (J. M. Mellor-Crummey, M. L. Scott, "Algorithms for scalable synchronization
// on shared-memory multiprocessors", 1991).
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define THREADS 3
#define ROUNDS 2

static atomic_uint next_ticket, now_serving;
static int counter;		/* plain: only the lock protects it */

static void lock(void)
{
	unsigned mine = atomic_fetch_add(&next_ticket, 1);

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
