/* Rules of semaphores (POSIX.1-2017, sem_overview).
 *
 * A post passes on what its thread knows, a wait that gets the semaphore learns
 * what all posts before it passed on: on the one counter they are updates that
 * continue each other's release sequences. */
#include <errno.h>
#include <semaphore.h>

#include "machine/memory/lifetime.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

/* As <limits.h> of glibc has it (SEM_VALUE_MAX). */
#define VALUE_MAX 0x7fffffffu

static const struct lifetime semaphore_type = {OBJECT_SEMAPHORE, sizeof(sem_t),
					       "a semaphore", NULL};

static struct object *use(struct machine *machine, int thread, const char *verb)
{
	return lifetime_use(machine, thread, &semaphore_type,
			    op_of(machine, thread)->object, verb);
}

static void add(struct machine *machine, struct object *semaphore, int change)
{
	object_begin(machine, semaphore);
	semaphore->value += (uint64_t)(int64_t)change;
	object_end(machine, semaphore);
}

bool semaphore_begin(struct machine *machine, int thread, uint64_t address,
		     uint64_t value)
{
	struct object *semaphore =
		lifetime_begin(machine, thread, &semaphore_type, address);

	if (!semaphore)
		return false;
	object_begin(machine, semaphore);
	semaphore->value = value;
	object_end(machine, semaphore);
	return true;
}

static enum performed sem_init_perform(struct machine *machine, int thread,
				       int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	if (op.operand > VALUE_MAX)
		return give_error(machine, thread, EINVAL);
	if (!semaphore_begin(machine, thread, op.object, op.operand))
		return PERFORMED_RUN;
	return give_error(machine, thread, 0);
}

/* Does a thread wait for a post? */
static int waiter(const struct machine *machine, const struct object *semaphore)
{
	for (int i = 0; i < machine->thread_count; i++) {
		const struct thread *thread = &machine->threads[i];

		if (semaphore->value == 0 && thread->status == THREAD_ALIVE &&
		    thread->op.kind == OP_SEM_WAIT &&
		    thread->op.object == semaphore->address)
			return i;
	}
	return -1;
}

static enum performed sem_destroy_perform(struct machine *machine, int thread,
					  int way)
{
	struct object *semaphore = use(machine, thread, "destroys");
	int other = semaphore ? waiter(machine, semaphore) : -1;

	(void)way;
	if (other >= 0)
		machine_found(machine, thread, FINDING_DESTROY_IN_USE,
			      semaphore->address,
			      "destroys a semaphore that T%d waits on",
			      other + 1);
	else if (semaphore)
		lifetime_end(machine, &semaphore_type, semaphore);
	return give_error(machine, thread, 0);
}

/* operand2 is WAIT_TIMED or WAIT_BAD_TIME where waiting has an end. */
static int sem_wait_alternatives(const struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;
	const struct object *semaphore =
		object_find(machine, op->object, OBJECT_SEMAPHORE);

	return op->operand2 || !semaphore || semaphore->value > 0 ||
	       semaphore->state != STATE_INITIALISED;
}

static enum performed take(struct machine *machine, int thread,
			   const char *verb, int failure)
{
	struct object *semaphore = use(machine, thread, verb);

	if (!semaphore)
		return PERFORMED_RUN;
	if (semaphore->value == 0)
		return give_error(machine, thread, failure);
	add(machine, semaphore, -1);
	rule_acquire(machine, thread, semaphore);
	return give_error(machine, thread, 0);
}

static enum performed sem_wait_perform(struct machine *machine, int thread,
				       int way)
{
	uint64_t time = op_of(machine, thread)->operand2;

	(void)way;
	return take(machine, thread, "waits on",
		    time == WAIT_BAD_TIME ? EINVAL : ETIMEDOUT);
}

static enum performed sem_trywait_perform(struct machine *machine, int thread,
					  int way)
{
	(void)way;
	return take(machine, thread, "tries to wait on", EAGAIN);
}

static enum performed sem_post_perform(struct machine *machine, int thread,
				       int way)
{
	struct object *semaphore = use(machine, thread, "posts");

	(void)way;
	if (!semaphore)
		return PERFORMED_RUN;
	if (semaphore->value == VALUE_MAX) {
		machine_found(
			machine, thread, FINDING_SEMAPHORE_OVERFLOW,
			semaphore->address,
			"posts a semaphore that is already at its maximum, %u",
			VALUE_MAX);
		return PERFORMED_RUN;
	}
	add(machine, semaphore, 1);
	rule_release(machine, thread, semaphore);
	return give_error(machine, thread, 0);
}

/* operand: where the value goes.  It orders nothing. */
static enum performed sem_getvalue_perform(struct machine *machine, int thread,
					   int way)
{
	struct object *semaphore = use(machine, thread, "reads");
	uint64_t to = op_of(machine, thread)->operand;

	(void)way;
	if (!semaphore || !memory_access(machine, thread, to, 4, RACE_WRITE,
					 thread_pc(machine, thread)))
		return PERFORMED_RUN;
	memory_put(machine, to, 4, (struct wide){semaphore->value, 0});
	return give_error(machine, thread, 0);
}

const struct rule rule_sem_wait = {
	.alternatives = sem_wait_alternatives,
	.perform = sem_wait_perform,
	.uses = uses_object,
};

const struct rule rule_sem_trywait = {
	.perform = sem_trywait_perform,
	.uses = uses_object,
};

const struct rule rule_sem_post = {
	.perform = sem_post_perform,
	.uses = uses_object,
};

const struct rule rule_sem_getvalue = {
	.perform = sem_getvalue_perform,
	.uses = uses_object,
};

const struct rule rule_sem_init = {
	.perform = sem_init_perform,
	.uses = uses_object,
};

const struct rule rule_sem_destroy = {
	.perform = sem_destroy_perform,
	.uses = uses_object,
};
