// The queue of Michael and Scott (Simple, fast, and practical non-blocking and
// blocking concurrent queue algorithms, PODC 1996, figure 1): R threads take
// one item out, W put one in, RW do both. A pointer is a node's number and a
// count, as in the paper; each thread has a node of its own to put in.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef R
#define R 1
#endif
#ifndef W
#define W 1
#endif
#ifndef RW
#define RW 0
#endif

#define THREADS (R + W + RW)
#define DUMMY (THREADS + 1) // the node that the queue begins with
#define NOTHING 0

struct pointer {
	uint32_t node; // from 1 on; 0 is none
	uint32_t count;
};

struct node {
	int value;
	_Atomic struct pointer next;
};

static struct node nodes[DUMMY + 1];
static _Atomic struct pointer head, tail;
static int taken[THREADS + 1];

static struct pointer load(_Atomic struct pointer *from)
{
	return atomic_load_explicit(from, memory_order_acquire);
}

static bool same(struct pointer left, struct pointer right)
{
	return left.node == right.node && left.count == right.count;
}

/* Makes `*at` point to the node, if it is still what was seen. */
static bool swing(_Atomic struct pointer *at, struct pointer seen,
		  uint32_t node)
{
	struct pointer new = {node, seen.count + 1};

	return atomic_compare_exchange_strong_explicit(
		at, &seen, new, memory_order_release, memory_order_relaxed);
}

static void enqueue(uint32_t node, int value)
{
	struct pointer last, next;

	nodes[node].value = value;
	next = load(&nodes[node].next);
	next.node = 0;
	atomic_store_explicit(&nodes[node].next, next, memory_order_relaxed);
	for (;;) {
		last = load(&tail);
		next = load(&nodes[last.node].next);
		if (!same(last, load(&tail)))
			continue;
		if (next.node != 0)
			swing(&tail, last, next.node);
		else if (swing(&nodes[last.node].next, next, node))
			break;
	}
	swing(&tail, last, node);
}

/* Returns the first value, or NOTHING. */
static int dequeue(void)
{
	for (;;) {
		struct pointer first = load(&head);
		struct pointer last = load(&tail);
		struct pointer next = load(&nodes[first.node].next);
		int value;

		if (!same(first, load(&head)))
			continue;
		if (first.node == last.node) {
			if (next.node == 0)
				return NOTHING;
			swing(&tail, last, next.node);
			continue;
		}
		value = nodes[next.node].value;
		if (swing(&head, first, next.node))
			return value;
	}
}

static void *read_thread(void *arg)
{
	taken[(intptr_t)arg] = dequeue();
	return NULL;
}

static void *write_thread(void *arg)
{
	enqueue((uint32_t)(intptr_t)arg, (int)(intptr_t)arg);
	return NULL;
}

static void *both_thread(void *arg)
{
	write_thread(arg);
	return read_thread(arg);
}

/* No value comes out twice, and none that nobody put in. */
static void check(void)
{
	int times[THREADS + 1] = {0};

	for (int i = 1; i <= THREADS; i++) {
		if (taken[i] == NOTHING)
			continue;
		assert(taken[i] > R && taken[i] <= THREADS);
		assert(++times[taken[i]] == 1);
	}
}

int main(void)
{
	pthread_t threads[THREADS + 1];
	struct pointer dummy = {DUMMY, 0};

	atomic_init(&head, dummy);
	atomic_init(&tail, dummy);
	for (intptr_t i = 1; i <= THREADS; i++)
		pthread_create(&threads[i], NULL,
			       i <= R       ? read_thread
			       : i <= R + W ? write_thread
					    : both_thread,
			       (void *)i);
	for (int i = 1; i <= THREADS; i++)
		pthread_join(threads[i], NULL);
	check();
	return 0;
}
