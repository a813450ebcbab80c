// A bounded queue for many producers and consumers that counts what has begun
// and what has ended: R threads read all that there is, W write one item, RW do
// both; the queue begins with one item. Who reads waits until all writes that
// had begun by then have ended, and who writes until all reads have.
//
// UNROLL=n: loops that do something go round n times at most, as for those who
// cannot check them unbounded.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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
#define CAPACITY 4

static int items[CAPACITY];
static _Atomic uint32_t begun; // reads in the high half, writes in the low one
static _Atomic uint32_t reads_ended, writes_ended;

static uint32_t reads(uint32_t both)
{
	return both >> 16;
}
static uint32_t writes(uint32_t both)
{
	return both & 0xffff;
}

/* Replaces `*seen` in `begun`, or sets `*seen` to what is there instead. */
static bool begin(uint32_t *seen, uint32_t new)
{
	return atomic_compare_exchange_weak_explicit(
		&begun, seen, new, memory_order_acq_rel, memory_order_acquire);
}

static bool write_item(int item)
{
	uint32_t seen = atomic_load_explicit(&begun, memory_order_acquire);
	int round = 0;

	do {
		AGAIN(round);
		if (writes(seen) == reads(seen) + CAPACITY)
			return false;
	} while (!begin(&seen, seen + 1));
	while (atomic_load_explicit(&reads_ended, memory_order_acquire) !=
	       reads(seen))
		;
	items[writes(seen) % CAPACITY] = item;
	atomic_fetch_add_explicit(&writes_ended, 1, memory_order_release);
	return true;
}

static bool read_item(int *item)
{
	uint32_t seen = atomic_load_explicit(&begun, memory_order_acquire);
	int round = 0;

	do {
		AGAIN(round);
		if (writes(seen) == reads(seen))
			return false;
	} while (!begin(&seen, seen + (1 << 16)));
	while (atomic_load_explicit(&writes_ended, memory_order_acquire) !=
	       writes(seen))
		;
	*item = items[reads(seen) % CAPACITY];
	atomic_fetch_add_explicit(&reads_ended, 1, memory_order_release);
	return true;
}

static void *write_thread(void *unused)
{
	assert(write_item(1));
	return unused;
}

static void *read_thread(void *unused)
{
	int round = 0, item;

	while (read_item(&item)) {
		AGAIN(round);
		assert(item == 1);
	}
	return unused;
}

static void *both_thread(void *unused)
{
	write_thread(NULL);
	return read_thread(unused);
}

int main(void)
{
	pthread_t threads[THREADS];

	assert(write_item(1));
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
