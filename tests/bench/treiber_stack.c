// Treiber's stack (Systems programming: coping with parallelism, IBM RJ 5118,
// 1986): R threads pop, W push, RW push and then pop. Each node is pushed once,
// by the thread that it belongs to; the count beside the top, as in the paper,
// would save those who use a node again.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
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
#define NOTHING 0

// A node's number (from 1 on, 0 is none), and how often the top has changed.
struct top {
	uint32_t node;
	uint32_t count;
};

struct node {
	atomic_int value;
	_Atomic uint32_t next;
};

static _Atomic struct top top;
static struct node nodes[THREADS + 1];
static int popped[THREADS + 1];

static void push(uint32_t node, int value)
{
	struct top old, new;

	atomic_store_explicit(&nodes[node].value, value, memory_order_relaxed);
	do {
		old = atomic_load_explicit(&top, memory_order_acquire);
		atomic_store_explicit(&nodes[node].next, old.node,
				      memory_order_relaxed);
		new.node = node;
		new.count = old.count + 1;
	} while (!atomic_compare_exchange_strong_explicit(
		&top, &old, new, memory_order_release, memory_order_relaxed));
}

/* Returns the value on the top, or NOTHING. */
static int pop(void)
{
	struct top old, new;

	do {
		old = atomic_load_explicit(&top, memory_order_acquire);
		if (old.node == 0)
			return NOTHING;
		new.node = atomic_load_explicit(&nodes[old.node].next,
						memory_order_relaxed);
		new.count = old.count + 1;
	} while (!atomic_compare_exchange_strong_explicit(
		&top, &old, new, memory_order_release, memory_order_relaxed));
	return atomic_load_explicit(&nodes[old.node].value,
				    memory_order_relaxed);
}

static void *read_thread(void *arg)
{
	popped[(intptr_t)arg] = pop();
	return NULL;
}

static void *write_thread(void *arg)
{
	push((uint32_t)(intptr_t)arg, (int)(intptr_t)arg);
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
		if (popped[i] == NOTHING)
			continue;
		assert(popped[i] > R && popped[i] <= THREADS);
		assert(++times[popped[i]] == 1);
	}
}

int main(void)
{
	pthread_t threads[THREADS + 1];

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
