/* The partial order of an execution: which event happens before which, by the
 * objects they use (Mazurkiewicz, "Trace theory", 1986), in vector clocks. */
#ifndef MCHECK_EXPLORE_TRACES_ORDER_H
#define MCHECK_EXPLORE_TRACES_ORDER_H

#include "explore/states/persistent.h"
#include "machine/learn/footprint.h"

struct order_event {
	struct uses uses;
	uint32_t number; /* among those of its thread, from 1 */
	int16_t thread;
	uint32_t clock[PERSISTENT_MOST]; /* what had come to it, itself too */
};

/* One use of an object, in a list from the last to the first. */
struct order_use {
	uint32_t event, before; /* index + 1, 0: none */
	uint8_t mode;
};

struct order_object {
	uint32_t last_use;                          /* index + 1 */
	uint32_t clock[USE_MODES][PERSISTENT_MOST]; /* of uses in a mode */
};

/* Whatever changes with a step is saved to the machine's undo log. */
struct order {
	struct machine *machine;
	struct order_event *events;
	uint64_t event_count, event_room;
	struct order_use *uses;
	uint64_t use_count, use_room;
	struct order_object *objects;
	/* How many events of each thread have come to each thread. */
	uint32_t clock[PERSISTENT_MOST][PERSISTENT_MOST];
};

void order_start(struct order *order, struct machine *machine);
void order_end(struct order *order);

/* The thread has made a step that used these; `moved`: the threads that it
 * moved on, itself among them.  `target`: whom it has joined, or -1. */
void order_add(struct order *order, int thread, const struct uses *uses,
	       uint64_t moved, int target);

/* Calls `found` for each event, the last first, that conflicts with one of the
 * uses and has not come to the thread. */
void order_races(const struct order *order, int thread, const struct uses *uses,
		 void (*found)(void *context, uint32_t event, int thread),
		 void *context);

/* Of the events behind this one that did not come after it, and a step of the
 * thread's with these uses behind them: the threads that can begin, none of
 * whose first events comes after another of them. */
uint64_t order_initials(const struct order *order, uint32_t event, int thread,
			const struct uses *uses);

/* Do two steps conflict? */
bool order_conflict(const struct uses *a, const struct uses *b);

/* Has the event come to the thread? */
static inline bool order_knows(const struct order *order, int thread,
			       uint32_t event)
{
	const struct order_event *at = &order->events[event];

	return at->number <= order->clock[thread][at->thread];
}

#endif
