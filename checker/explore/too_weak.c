/* Which memory orders are too weak.
 *
 * Values do not depend on orders here, so the schedule can be replayed with an
 * acquire or a release added to any of its atomic accesses.  If the race is
 * gone once all have both, then what is added is taken back, from the first
 * step on, as long as the race stays away: the rest is to blame.
 *
 *   T1 writes data
 *   T1 stores n (relaxed)      + release: to blame
 *   T2 loads n (relaxed)       + acquire: taken back, it changes nothing
 *   T2 loads n (relaxed)       + acquire: to blame
 *   T2 reads data              the race */
#include "explore/too_weak.h"

#include "base/alloc.h"

/* Looking further back would take too long. */
#define MAX_MISSING 256u
#define MAX_STEPS 4000000u

/* What the accesses of the schedule lack, in the order of the steps. */
struct missing {
	struct too_weak lacks[MAX_MISSING];
	bool added[MAX_MISSING];
	uint32_t count;
};

static bool acquires(unsigned order)
{
	return order != ORDER_RELAXED && order != ORDER_RELEASE;
}

static bool releases(unsigned order)
{
	return order >= ORDER_RELEASE;
}

static uint8_t stronger(uint8_t order, bool acquire, bool release)
{
	acquire |= acquires(order);
	release |= releases(order);
	if (order == ORDER_SEQ_CST)
		return order;
	if (acquire && release)
		return ORDER_ACQ_REL;
	return release ? ORDER_RELEASE : acquire ? ORDER_ACQUIRE : order;
}

static void add(struct missing *missing, uint32_t event, bool acquire)
{
	if (missing->count < MAX_MISSING)
		missing->lacks[missing->count++] =
			(struct too_weak){.event = event,
					  .acquire = acquire,
					  .release = !acquire};
}

static void add_event(struct missing *missing, const struct event *event,
		      uint32_t index)
{
	if (!event->decision || !operation_is(event->kind, TRAIT_ORDER) ||
	    event->kind == OP_FENCE)
		return;
	if (event->kind != OP_STORE && !acquires(event->order))
		add(missing, index, true);
	if (event->write && !releases(event->order))
		add(missing, index, false);
}

/* The last ones: from where on they are few enough. */
static void collect(struct missing *missing, const struct execution *execution)
{
	uint32_t first = execution->event_count;
	uint32_t steps = execution->schedule.count + 1;

	while (first > 0 && missing->count + 2 <= MAX_MISSING &&
	       (missing->count + 2) * (uint64_t)steps <= MAX_STEPS) {
		first--;
		add_event(missing, &execution->events[first], first);
	}
	missing->count = 0;
	for (; first < execution->event_count; first++)
		add_event(missing, &execution->events[first], first);
}

/* The orders that the step is to have: it has its own, and what is added. */
static void strengthen(struct machine *machine,
		       const struct execution *execution,
		       const struct missing *missing, uint32_t decision)
{
	for (uint32_t i = 0; i < missing->count; i++) {
		const struct too_weak *lacks = &missing->lacks[i];
		const struct event *event = &execution->events[lacks->event];
		struct operation *op = &machine->threads[event->thread].op;

		if (event->decision != decision || !missing->added[i])
			continue;
		op->order = stronger(op->order, lacks->acquire, lacks->release);
		op->failure_order =
			stronger(op->failure_order, lacks->acquire, false);
	}
}

static bool is_same(const struct access *a, const struct access *b)
{
	return a->thread == b->thread && a->pc == b->pc;
}

static bool races(struct machine *machine, const struct execution *execution,
		  const struct missing *missing, int argc, char *const *argv)
{
	const struct schedule *schedule = &execution->schedule;
	const struct finding *before = &execution->finding;
	const struct finding *now = &machine->finding;

	machine_start(machine, execution->mode, argc, argv);
	for (uint32_t i = 0; i < schedule->count && !machine_over(machine);
	     i++) {
		struct decision decision = schedule->decisions[i];

		if (machine_alternatives(machine, decision.thread, true) <=
		    (int64_t)decision.alternative)
			return true; /* the model is another one */
		strengthen(machine, execution, missing, i + 1);
		machine_step(machine, decision.thread,
			     (int)decision.alternative);
	}
	return finding_is_race(now->class) && now->address == before->address &&
	       is_same(&now->first, &before->first) &&
	       is_same(&now->second, &before->second);
}

static void keep(struct execution *execution, const struct missing *missing)
{
	struct too_weak *last = NULL;

	for (uint32_t i = 0; i < missing->count; i++) {
		const struct too_weak *lacks = &missing->lacks[i];

		if (!missing->added[i])
			continue;
		if (last && last->event == lacks->event) {
			last->acquire |= lacks->acquire;
			last->release |= lacks->release;
		} else if (execution->too_weak_count < MAX_TOO_WEAK) {
			last = &execution->too_weak[execution->too_weak_count];
			execution->too_weak_count++;
			*last = *lacks;
		}
	}
}

void too_weak_find(struct execution *execution, struct machine *machine,
		   int argc, char *const *argv)
{
	struct missing *missing = mem_alloc(sizeof *missing);

	execution->too_weak_count = 0;
	missing->count = 0;
	collect(missing, execution);
	for (uint32_t i = 0; i < missing->count; i++)
		missing->added[i] = true;
	if (missing->count && !races(machine, execution, missing, argc, argv)) {
		for (uint32_t i = 0; i < missing->count; i++) {
			missing->added[i] = false;
			missing->added[i] =
				races(machine, execution, missing, argc, argv);
		}
		keep(execution, missing);
	}
	mem_free(missing);
}
