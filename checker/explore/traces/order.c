/* The partial order of an execution. */
#include "explore/traces/order.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"

void order_start(struct order *order, struct machine *machine)
{
	order->machine = machine;
	order->event_count = order->use_count = 0;
	memset(order->clock, 0, sizeof order->clock);
	if (order->objects)
		mem_release(order->objects,
			    FOOTPRINT_OBJECTS * sizeof *order->objects);
	order->objects =
		mem_reserve(NULL, FOOTPRINT_OBJECTS * sizeof *order->objects);
}

void order_end(struct order *order)
{
	mem_free(order->events);
	mem_free(order->uses);
	if (order->objects)
		mem_release(order->objects,
			    FOOTPRINT_OBJECTS * sizeof *order->objects);
}

static void unite(const struct order *order, uint32_t *to, const uint32_t *from)
{
	for (int i = 0; i < order->machine->thread_count; i++)
		if (to[i] < from[i])
			to[i] = from[i];
}

static void save_clock(const struct order *order, uint32_t *clock)
{
	undo_save(&order->machine->undo, clock,
		  (size_t)order->machine->thread_count * sizeof *clock);
}

static bool conflicts(enum use_mode a, enum use_mode b)
{
	return a == USE_WRITE || a == USE_HOLD || b == USE_WRITE || a != b;
}

/* What has to come before a use: all uses that conflict with it. */
static void learn(const struct order *order, uint32_t *clock, unsigned object,
		  enum use_mode use)
{
	for (int mode = 0; mode < USE_MODES; mode++)
		if (conflicts((enum use_mode)mode, use))
			unite(order, clock, order->objects[object].clock[mode]);
}

static void add_use(struct order *order, uint32_t event, struct use use,
		    const uint32_t *clock)
{
	struct order_object *object = &order->objects[use.object];
	struct undo *undo = &order->machine->undo;

	if (order->use_count == order->use_room) {
		order->use_room = order->use_room * 2 + 1024;
		order->uses = mem_resize(order->uses,
					 order->use_room * sizeof *order->uses);
	}
	order->uses[order->use_count] =
		(struct order_use){event, object->last_use, use.mode};
	undo_save(undo, &order->use_count, sizeof order->use_count);
	undo_save(undo, &object->last_use, sizeof object->last_use);
	object->last_use = (uint32_t)++order->use_count;
	save_clock(order, object->clock[use.mode]);
	unite(order, object->clock[use.mode], clock);
}

static struct order_event *new_event(struct order *order)
{
	if (order->event_count == order->event_room) {
		order->event_room = order->event_room * 2 + 1024;
		order->events =
			mem_resize(order->events,
				   order->event_room * sizeof *order->events);
	}
	undo_save(&order->machine->undo, &order->event_count,
		  sizeof order->event_count);
	return &order->events[order->event_count++];
}

static bool uses_all(const struct uses *uses)
{
	for (int i = 0; i < uses->count; i++)
		if (uses->use[i].object == USED_ALL)
			return true;
	return false;
}

static bool use_conflicts(struct use a, struct use b)
{
	return a.object == b.object &&
	       conflicts((enum use_mode)a.mode, (enum use_mode)b.mode);
}

bool order_conflict(const struct uses *a, const struct uses *b)
{
	if (uses_all(a) || uses_all(b))
		return true;
	for (int i = 0; i < a->count; i++)
		for (int j = 0; j < b->count; j++)
			if (use_conflicts(a->use[i], b->use[j]))
				return true;
	return false;
}

/* Does a clock contain one of these events: the first ones of some threads? */
static bool contains(const struct order *order, const uint32_t *clock,
		     const uint32_t *firsts)
{
	for (int i = 0; i < order->machine->thread_count; i++)
		if (firsts[i] && clock[i] >= firsts[i])
			return true;
	return false;
}

uint64_t order_initials(const struct order *order, uint32_t event, int thread,
			const struct uses *uses)
{
	const struct order_event *from = &order->events[event];
	uint32_t firsts[PERSISTENT_MOST] = {0};
	uint64_t initials = 0;
	bool follows = false;

	for (uint64_t i = event + 1u; i < order->event_count; i++) {
		const struct order_event *at = &order->events[i];

		if (at->clock[from->thread] >= from->number)
			continue;
		follows |= order_conflict(&at->uses, uses);
		if (firsts[at->thread])
			continue;
		if (!contains(order, at->clock, firsts))
			initials |= (uint64_t)1 << at->thread;
		firsts[at->thread] = at->number;
	}
	if (!firsts[thread] && !follows &&
	    !contains(order, order->clock[thread], firsts))
		initials |= (uint64_t)1 << thread;
	return initials;
}

void order_add(struct order *order, int thread, const struct uses *uses,
	       uint64_t moved, int target)
{
	uint32_t event = (uint32_t)order->event_count;
	struct order_event *added = new_event(order);
	uint32_t *clock = order->clock[thread];

	save_clock(order, clock);
	added->uses = *uses;
	added->number = ++clock[thread];
	added->thread = (int16_t)thread;
	learn(order, clock, USED_ALL, USE_READ);
	if (target >= 0)
		unite(order, clock, order->clock[target]);
	for (int i = 0; i < uses->count; i++)
		learn(order, clock, uses->use[i].object,
		      (enum use_mode)uses->use[i].mode);
	if (uses_all(uses))
		for (int i = 0; i < order->machine->thread_count; i++)
			unite(order, clock, order->clock[i]);
	memcpy(added->clock, clock, sizeof added->clock);
	for (int i = 0; i < uses->count; i++)
		add_use(order, event, uses->use[i], clock);
	for (moved &= ~((uint64_t)1 << thread); moved; moved &= moved - 1) {
		int other = __builtin_ctzll(moved);

		save_clock(order, order->clock[other]);
		unite(order, order->clock[other], clock);
	}
}

/* From the last use back to a write that has come to the thread: what is before
 * that, and conflicts, came before it. */
static void object_races(const struct order *order, int thread, struct use use,
			 void (*found)(void *context, uint32_t event,
				       int thread),
			 void *context)
{
	uint32_t at = order->objects[use.object].last_use;

	for (; at; at = order->uses[at - 1].before) {
		const struct order_use *earlier = &order->uses[at - 1];

		if (!conflicts((enum use_mode)earlier->mode,
			       (enum use_mode)use.mode))
			continue;
		if (!order_knows(order, thread, earlier->event))
			found(context, earlier->event, thread);
		else if (earlier->mode == USE_WRITE)
			return;
	}
}

void order_races(const struct order *order, int thread, const struct uses *uses,
		 void (*found)(void *context, uint32_t event, int thread),
		 void *context)
{
	for (int i = 0; i < uses->count; i++)
		object_races(order, thread, uses->use[i], found, context);
	if (uses_all(uses)) {
		for (uint64_t i = order->event_count; i-- > 0;)
			if (!order_knows(order, thread, (uint32_t)i))
				found(context, (uint32_t)i, thread);
	} else {
		object_races(order, thread, (struct use){USED_ALL, USE_READ},
			     found, context);
	}
}
