/* Rules of condition variables (POSIX.1-2017, C11 7.26.3).
 *
 * A waiting thread is one that asks OP_ASLEEP, or OP_ASLEEP_TIMED if its wait
 * can time out; there is no other list of waiters, and any of them may be the
 * one a signal wakes. */
#include <errno.h>
#include <pthread.h>

#include "machine/memory/memory.h"
#include "machine/rules/condition.h"
#include "machine/rules/mutex.h"
#include "machine/rules/rules.h"
#include "machine/thread/where.h"

static bool is_static_condition(uint64_t address)
{
	return lifetime_is_zero(address, sizeof(pthread_cond_t));
}

static const struct lifetime condition_type = {
	OBJECT_CONDITION, sizeof(pthread_cond_t), "a condition variable",
	is_static_condition};

static struct object *use_condition(struct machine *machine, int thread,
				    const char *verb)
{
	const struct operation *op = op_of(machine, thread);
	struct object *condition = lifetime_use(
		machine, thread, &condition_type, op->object, verb);

	if (!condition || condition->state != STATE_STATIC ||
	    op->style != STYLE_C11)
		return condition;
	machine_found(
		machine, thread, FINDING_OBJECT_LIFETIME, op->object,
		"%s a condition variable that was never passed to cnd_init",
		verb);
	return NULL;
}

bool condition_waits(const struct machine *machine, int thread)
{
	unsigned kind = machine->threads[thread].op.kind;

	return kind == OP_ASLEEP || kind == OP_ASLEEP_TIMED;
}

static bool waits_on(const struct machine *machine, int thread,
		     uint64_t condition)
{
	const struct thread *waiter = &machine->threads[thread];

	return waiter->status == THREAD_ALIVE &&
	       condition_waits(machine, thread) &&
	       waiter->op.object == condition;
}

/* All that wait on a condition at one time must have the same mutex. */
static bool has_one_mutex(struct machine *machine, int thread)
{
	const struct operation *op = op_of(machine, thread);

	for (int i = 0; i < machine->thread_count; i++) {
		if (!waits_on(machine, i, op->object) ||
		    machine->threads[i].op.operand == op->operand)
			continue;
		machine_found(machine, thread, FINDING_BAD_WAIT, op->object,
			      "waits on a condition variable with a different "
			      "mutex than T%d, which also waits on it",
			      i + 1);
		return false;
	}
	return true;
}

static bool may_wait(struct machine *machine, int thread,
		     const struct object *mutex)
{
	uint64_t condition = op_of(machine, thread)->object;

	if (mutex->owner != thread)
		machine_found(machine, thread, FINDING_BAD_WAIT, condition,
			      "waits on a condition variable without holding "
			      "its mutex");
	else if (mutex->depth > 1)
		machine_found(machine, thread, FINDING_BAD_WAIT, condition,
			      "waits with a recursive mutex that it has locked "
			      "%u times",
			      mutex->depth);
	else
		return has_one_mutex(machine, thread);
	return false;
}

/* operand2: 0, or what may end the wait: WAIT_TIMED, WAIT_BAD_TIME. */
static enum performed wait_perform(struct machine *machine, int thread, int way)
{
	struct operation *op = op_of(machine, thread);
	struct object *mutex;

	(void)way;
	if (!use_condition(machine, thread, "waits on"))
		return PERFORMED_RUN;
	mutex = mutex_use(machine, thread, op->operand, "waits with");
	if (!mutex || !may_wait(machine, thread, mutex))
		return PERFORMED_RUN;
	if (op->operand2 == WAIT_BAD_TIME)
		return give_error(machine, thread, EINVAL);
	mutex_let_go(machine, thread, mutex);
	op->kind = op->operand2 == WAIT_TIMED ? OP_ASLEEP_TIMED : OP_ASLEEP;
	machine->seen.slept = true;
	return PERFORMED_STAY;
}

static int asleep_alternatives(const struct machine *machine, int thread)
{
	(void)thread;
	return machine->mode.spurious;
}

/* Way 0: its time is over.  Way 1: a wake-up without a signal. */
static int asleep_timed_alternatives(const struct machine *machine, int thread)
{
	(void)thread;
	return machine->mode.spurious ? 2 : 1;
}

void condition_wake(struct machine *machine, int thread, int error)
{
	struct operation *op = op_of(machine, thread);
	uint64_t condition = op->object;

	thread_save(machine, thread);
	op->kind = OP_RELOCK;
	op->object = op->operand;
	op->operand = condition;
	op->operand2 = (uint64_t)error;
}

/* A wake-up without a signal, as POSIX allows. */
static enum performed asleep_perform(struct machine *machine, int thread,
				     int way)
{
	(void)way;
	condition_wake(machine, thread, 0);
	return PERFORMED_STAY;
}

static enum performed asleep_timed_perform(struct machine *machine, int thread,
					   int way)
{
	condition_wake(machine, thread, way == 0 ? ETIMEDOUT : 0);
	return PERFORMED_STAY;
}

/* Does a constraint have the thread's signal wake all that wait? */
static bool signals_all(const struct machine *machine, int thread)
{
	const struct constraint *constraint = &machine->mode.constraint;

	return constraint->kind == CONSTRAINT_BROADCAST &&
	       (!constraint->pc ||
		constraint->pc == thread_pc(machine, thread));
}

static int signal_alternatives(const struct machine *machine, int thread)
{
	uint64_t condition = machine->threads[thread].op.object;
	int waiters = 0;

	for (int i = 0; i < machine->thread_count; i++)
		waiters += waits_on(machine, i, condition);
	return waiters > 1 && !signals_all(machine, thread) ? waiters : 1;
}

static enum performed broadcast_perform(struct machine *machine, int thread,
					int way)
{
	uint64_t condition = op_of(machine, thread)->object;

	(void)way;
	if (!use_condition(machine, thread, "broadcasts"))
		return PERFORMED_RUN;
	for (int i = (int)machine->thread_count - 1; i >= 0; i--)
		if (waits_on(machine, i, condition)) {
			condition_wake(machine, i, 0);
			machine->other = i;
			machine->shown_operand++;
		}
	return give_error(machine, thread, 0);
}

static enum performed signal_perform(struct machine *machine, int thread,
				     int way)
{
	uint64_t condition = op_of(machine, thread)->object;

	if (signals_all(machine, thread))
		return broadcast_perform(machine, thread, way);
	if (!use_condition(machine, thread, "signals"))
		return PERFORMED_RUN;
	for (int i = 0; i < machine->thread_count; i++)
		if (waits_on(machine, i, condition) && way-- == 0) {
			condition_wake(machine, i, 0);
			machine->other = i;
		}
	return give_error(machine, thread, 0);
}

static bool nobody_waits(struct machine *machine, int thread,
			 enum finding_class class, const char *verb)
{
	uint64_t condition = op_of(machine, thread)->object;

	for (int i = 0; i < machine->thread_count; i++) {
		if (!waits_on(machine, i, condition))
			continue;
		machine_found(machine, thread, class, condition,
			      "%s a condition variable that T%d waits on", verb,
			      i + 1);
		return false;
	}
	return true;
}

static enum performed cond_init_perform(struct machine *machine, int thread,
					int way)
{
	(void)way;
	if (nobody_waits(machine, thread, FINDING_OBJECT_LIFETIME,
			 "initialises"))
		lifetime_begin(machine, thread, &condition_type,
			       op_of(machine, thread)->object);
	return give_error(machine, thread, 0);
}

static enum performed cond_destroy_perform(struct machine *machine, int thread,
					   int way)
{
	struct object *condition = use_condition(machine, thread, "destroys");

	(void)way;
	if (!condition ||
	    !nobody_waits(machine, thread, FINDING_DESTROY_IN_USE, "destroys"))
		return PERFORMED_RUN;
	lifetime_end(machine, &condition_type, condition);
	return give_error(machine, thread, 0);
}

static void wait_uses(struct machine *machine, int thread, struct uses *uses)
{
	uses_object(machine, thread, uses);
	uses_add_word(machine, uses, op_of(machine, thread)->operand, USE_HOLD);
}

/* A wake-up without a signal, before the time is over. */
static bool wakes_by_itself(const struct machine *machine, int thread, int way)
{
	(void)machine;
	(void)thread;
	return way > 0;
}

const struct rule rule_wait = {
	.perform = wait_perform,
	.uses = wait_uses,
};

const struct rule rule_asleep = {
	.alternatives = asleep_alternatives,
	.perform = asleep_perform,
	.uses = uses_object,
};

const struct rule rule_asleep_timed = {
	.alternatives = asleep_timed_alternatives,
	.perform = asleep_timed_perform,
	.uses = uses_object,
	.is_spurious = wakes_by_itself,
};

const struct rule rule_signal = {
	.alternatives = signal_alternatives,
	.perform = signal_perform,
	.uses = uses_object,
};

const struct rule rule_broadcast = {
	.perform = broadcast_perform,
	.uses = uses_object,
};

const struct rule rule_cond_init = {
	.perform = cond_init_perform,
	.uses = uses_object,
};

const struct rule rule_cond_destroy = {
	.perform = cond_destroy_perform,
	.uses = uses_object,
};
