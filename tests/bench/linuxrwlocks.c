// The read-write spin lock of Linux up to 2.6 (its x86 version): one word, from
// which a reader takes 1 and a writer all. Who comes too late gives back what
// it took, waits and tries again. R threads read, W write, RW do both in turn.
//
// UNROLL=n: a thread tries n times at most.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <mc.h>

#ifndef R
#define R 1
#endif
#ifndef W
#define W 1
#endif
#ifndef RW
#define RW 0
#endif
#ifdef UNROLL
#define AGAIN(round) mc_assume((round)++ < UNROLL)
#else
#define AGAIN(round) ((void)(round))
#endif

#define THREADS (R + W + RW)
#define BIAS 0x100000

static atomic_int word = BIAS;
static int data;

static int take(int amount)
{
	return atomic_fetch_sub_explicit(&word, amount, memory_order_acquire);
}

static void give_back(int amount)
{
	atomic_fetch_add_explicit(&word, amount, memory_order_release);
}

static int look(void)
{
	return atomic_load_explicit(&word, memory_order_relaxed);
}

static void read_lock(void)
{
	int round = 0;

	while (take(1) <= 0) {
		AGAIN(round);
		give_back(1);
		while (look() <= 0)
			;
	}
}

static void write_lock(void)
{
	int round = 0;

	while (take(BIAS) != BIAS) {
		AGAIN(round);
		give_back(BIAS);
		while (look() != BIAS)
			;
	}
}

static void *read_thread(void *unused)
{
	int first;

	read_lock();
	first = data;
	assert(data == first);
	give_back(1);
	return unused;
}

static void *write_thread(void *unused)
{
	write_lock();
	data = 42;
	assert(data == 42);
	give_back(BIAS);
	return unused;
}

static void *both_thread(void *unused)
{
	read_thread(NULL);
	return write_thread(unused);
}

int main(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL,
			       i < W       ? write_thread
			       : i < W + R ? read_thread
					   : both_thread,
			       NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
