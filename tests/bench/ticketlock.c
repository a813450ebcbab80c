// A ticket lock, taken once by each of N threads (Mellor-Crummey, Scott:
// Algorithms for scalable synchronization, TOCS 1991, section 2.2).
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 2
#endif

static atomic_int next_ticket, now_serving;
static int owner;

static void lock(void)
{
	int ticket = atomic_fetch_add_explicit(&next_ticket, 1,
					       memory_order_relaxed);

	while (atomic_load_explicit(&now_serving, memory_order_acquire) !=
	       ticket)
		;
}

static void unlock(void)
{
	int served = atomic_load_explicit(&now_serving, memory_order_relaxed);

	atomic_store_explicit(&now_serving, served + 1, memory_order_release);
}

static void *run(void *arg)
{
	int me = (int)(intptr_t)arg;

	lock();
	owner = me;
	assert(owner == me);
	unlock();
	return NULL;
}

int main(void)
{
	pthread_t threads[N];

	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
