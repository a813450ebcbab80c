/* Rules of barriers (POSIX.1-2017, pthread_barrier_wait).
 *
 * A thread comes (OP_BARRIER_WAIT) and waits (OP_BARRIER_ASLEEP); the last one
 * lets all go on in one step, and any of them may be the one that is told
 * PTHREAD_BARRIER_SERIAL_THREAD: each is explored. */
#include <errno.h>
#include <pthread.h>

#include "machine/memory/lifetime.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

static const struct lifetime barrier_type = {
	OBJECT_BARRIER, sizeof(pthread_barrier_t), "a barrier", NULL};

static bool is_there(const struct machine *machine, int thread,
		     uint64_t barrier)
{
	const struct thread *waiter = &machine->threads[thread];

	return waiter->status == THREAD_ALIVE &&
	       waiter->op.kind == OP_BARRIER_ASLEEP &&
	       waiter->op.object == barrier;
}

static enum performed barrier_init_perform(struct machine *machine, int thread,
					   int way)
{
	const struct operation op = *op_of(machine, thread);
	struct object *barrier =
		object_find(machine, op.object, OBJECT_BARRIER);

	(void)way;
	if (op.operand == 0)
		return give_error(machine, thread, EINVAL);
	if (barrier && barrier->arrived > 0) {
		machine_found(machine, thread, FINDING_BARRIER_MISUSE,
			      op.object,
			      "initialises a barrier at which %llu thread%s "
			      "waits",
			      (unsigned long long)barrier->arrived,
			      barrier->arrived == 1 ? "" : "s");
		return PERFORMED_RUN;
	}
	barrier = lifetime_begin(machine, thread, &barrier_type, op.object);
	if (!barrier)
		return PERFORMED_RUN;
	object_begin(machine, barrier);
	barrier->parties = op.operand;
	object_end(machine, barrier);
	return give_error(machine, thread, 0);
}

static enum performed barrier_destroy_perform(struct machine *machine,
					      int thread, int way)
{
	uint64_t address = op_of(machine, thread)->object;
	struct object *barrier = lifetime_use(machine, thread, &barrier_type,
					      address, "destroys");

	(void)way;
	if (!barrier)
		return PERFORMED_RUN;
	if (barrier->arrived > 0)
		machine_found(machine, thread, FINDING_BARRIER_MISUSE, address,
			      "destroys a barrier at which a thread waits");
	else
		lifetime_end(machine, &barrier_type, barrier);
	return give_error(machine, thread, 0);
}

static int barrier_wait_alternatives(const struct machine *machine, int thread)
{
	const struct object *barrier = object_find(
		machine, machine->threads[thread].op.object, OBJECT_BARRIER);

	return barrier && barrier->arrived + 1 == barrier->parties
		       ? (int)barrier->parties
		       : 1;
}

/* All go on, in the order of their numbers; the way-th is told that it is the
 * one.  All know what each of them knew. */
static void let_go(struct machine *machine, struct object *barrier, int last,
		   int way)
{
	for (int i = 0; i < machine->thread_count; i++) {
		if (i != last && !is_there(machine, i, barrier->address))
			continue;
		thread_save(machine, i);
		rule_acquire(machine, i, barrier);
		give(machine, i,
		     way-- == 0 ? (uint64_t)PTHREAD_BARRIER_SERIAL_THREAD : 0);
		if (i != last)
			machine->queue[machine->queued++] = i;
	}
}

static void set_arrived(struct machine *machine, struct object *barrier,
			uint64_t arrived)
{
	object_begin(machine, barrier);
	barrier->arrived = arrived;
	object_end(machine, barrier);
}

static enum performed barrier_wait_perform(struct machine *machine, int thread,
					   int way)
{
	struct operation *op = op_of(machine, thread);
	struct object *barrier = lifetime_use(machine, thread, &barrier_type,
					      op->object, "waits at");

	if (!barrier)
		return PERFORMED_RUN;
	rule_release(machine, thread, barrier);
	if (barrier->arrived + 1 < barrier->parties) {
		set_arrived(machine, barrier, barrier->arrived + 1);
		op->kind = OP_BARRIER_ASLEEP;
		return PERFORMED_STAY;
	}
	set_arrived(machine, barrier, 0);
	let_go(machine, barrier, thread, way);
	return PERFORMED_RUN;
}

/* All who come to a barrier go on together, and who came last does not show;
 * unless there are more of them than it lets through at once. */
static void meeting_uses(struct machine *machine, int thread, struct uses *uses)
{
	struct footprint *footprint = machine->footprint;
	uint64_t address = machine->threads[thread].op.object;
	const struct object *barrier =
		object_find(machine, address, OBJECT_BARRIER);
	unsigned number = uses_number(machine, address);
	uint64_t *users = &footprint->users[number];

	*users |= (uint64_t)1 << thread % 64;
	if (!footprint->order_matters[number] &&
	    (!barrier || thread >= 64 ||
	     (uint64_t)__builtin_popcountll(*users) > barrier->parties))
		uses_change_all(&footprint->order_matters[number], footprint);
	uses_add(uses, number, uses_meeting(machine, address));
}

const struct rule rule_barrier_wait = {
	.alternatives = barrier_wait_alternatives,
	.perform = barrier_wait_perform,
	.uses = meeting_uses,
};

const struct rule rule_barrier_asleep = {
	.uses = meeting_uses,
};

const struct rule rule_barrier_init = {
	.perform = barrier_init_perform,
	.uses = uses_object,
};

const struct rule rule_barrier_destroy = {
	.perform = barrier_destroy_perform,
	.uses = uses_object,
};
