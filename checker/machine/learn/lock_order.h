/* In which order locks are taken: what may deadlock, seen in executions that
 * did not (Havelund, "Using runtime analysis to guide model checking of Java
 * programs", SPIN 2000).
 *
 *   T2 holds a and takes b: an edge a -> b.   T3 holds b and takes a: b -> a.
 *
 * A cycle of edges by different threads is a warning, unless some lock is held
 * at two of its edges (a gate: then they cannot come together).  Edges are only
 * ever added over a search; who holds what is part of the state that it goes
 * back to. */
#ifndef MCHECK_MACHINE_LEARN_LOCK_ORDER_H
#define MCHECK_MACHINE_LEARN_LOCK_ORDER_H

#include "machine/world/held.h"
#include "machine/machine.h"

#define ORDER_MAX_CYCLE 4 /* threads */
#define ORDER_MAX_CYCLES 3

/* A lock as a report needs it. */
struct order_lock {
	uint64_t address, pc; /* where it was, or is to be, taken */
	struct event_frame frame;
	struct block block; /* that it lies in; size 0: none */
	bool shared;        /* for reading */
};

struct order_edge {
	struct order_lock held, wanted;
	uint64_t all[HELD_MAX]; /* all that the thread holds there */
	uint32_t all_count;
	int16_t thread;
	uint64_t function; /* of the thread */
};

struct order_cycle {
	struct order_edge edges[ORDER_MAX_CYCLE];
	uint32_t count;
};

struct lock_order;

struct lock_order *order_open(void);

/* The thread takes a lock, perhaps for reading.  `waits`: it would have waited,
 * had another thread held it. */
void order_take(struct machine *machine, int thread, const struct object *lock,
		bool shared, bool waits);

/* Fills `cycles` (room for ORDER_MAX_CYCLES) with different cycles; returns
 * how many. */
uint32_t order_cycles(const struct lock_order *order,
		      struct order_cycle *cycles);

/* All edges, to be kept and put back elsewhere (false: that is no such thing).
 */
const void *order_edges(const struct lock_order *order, size_t *size);
bool order_set_edges(struct lock_order *order, const void *bytes, size_t size);

#endif
