/* Rules of mutexes and spin locks (POSIX.1-2017, C11 7.26.4). */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "machine/learn/lock_order.h"
#include "machine/memory/memory.h"
#include "machine/rules/mutex.h"
#include "machine/rules/rules.h"

#define KIND_OFFSET offsetof(pthread_mutex_t, __data.__kind)

/* glibc's static initialisers differ from zero only in the word of the kind. */
static bool is_static_mutex(uint64_t address)
{
	return lifetime_is_zero(address, KIND_OFFSET) &&
	       lifetime_is_zero(address + KIND_OFFSET + 4,
				sizeof(pthread_mutex_t) - KIND_OFFSET - 4);
}

static const struct lifetime mutex_type = {
	OBJECT_MUTEX, sizeof(pthread_mutex_t), "a mutex", is_static_mutex};
static const struct lifetime spin_type = {
	OBJECT_MUTEX, sizeof(pthread_spinlock_t), "a spin lock", NULL};

static const struct lifetime *type_of(const struct operation *op)
{
	return op->function == LOCK_SPIN ? &spin_type : &mutex_type;
}

static void note_static_type(struct machine *machine, struct object *mutex)
{
	uint8_t type =
		*(uint8_t *)(uintptr_t)(mutex->address + KIND_OFFSET) & 3;

	if (type == PTHREAD_MUTEX_ADAPTIVE_NP)
		type = PTHREAD_MUTEX_NORMAL;
	if (mutex->type == type)
		return;
	object_begin(machine, mutex);
	mutex->type = type;
	object_end(machine, mutex);
}

struct object *mutex_use(struct machine *machine, int thread, uint64_t address,
			 const char *verb)
{
	const struct operation *op = op_of(machine, thread);
	struct object *mutex =
		lifetime_use(machine, thread, type_of(op), address, verb);

	if (!mutex || mutex->state != STATE_STATIC)
		return mutex;
	if (op->style == STYLE_C11) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s a mutex that was never passed to mtx_init",
			      verb);
		return NULL;
	}
	note_static_type(machine, mutex);
	return mutex;
}

static struct object *use(struct machine *machine, int thread, const char *verb)
{
	return mutex_use(machine, thread, op_of(machine, thread)->object, verb);
}

static int holder_of(const struct machine *machine, uint64_t mutex)
{
	const struct object *object = object_find(machine, mutex, OBJECT_MUTEX);

	return object ? object->owner : -1;
}

/* A finding at once where waiting could never end. */
static int lock_alternatives(const struct machine *machine, int thread)
{
	int owner = holder_of(machine, machine->threads[thread].op.object);

	return owner < 0 || owner == thread;
}

static int relock_alternatives(const struct machine *machine, int thread)
{
	return holder_of(machine, machine->threads[thread].op.object) < 0;
}

static void take(struct machine *machine, int thread, struct object *mutex)
{
	unsigned kind = op_of(machine, thread)->kind;

	object_begin(machine, mutex);
	mutex->owner = (int16_t)thread;
	mutex->depth++;
	mutex->pc = thread_pc(machine, thread);
	object_end(machine, mutex);
	order_take(machine, thread, mutex, false,
		   kind == OP_LOCK || kind == OP_RELOCK);
	rule_acquire(machine, thread, mutex);
}

/* A robust mutex whose owner has ended (POSIX, pthread_mutex_lock): the next
 * one gets it with EOWNERDEAD, and must say that all is well again. */
static int take_over(struct machine *machine, int thread, struct object *mutex)
{
	take(machine, thread, mutex);
	if (!(mutex->flags & MUTEX_ORPHANED))
		return 0;
	object_begin(machine, mutex);
	mutex->flags &= ~(uint64_t)MUTEX_ORPHANED;
	mutex->flags |= MUTEX_INCONSISTENT;
	object_end(machine, mutex);
	return EOWNERDEAD;
}

/* The mutex is free, or the thread's own. */
int mutex_lock(struct machine *machine, int thread, struct object *mutex)
{
	if (mutex->flags & MUTEX_LOST)
		return ENOTRECOVERABLE;
	if (mutex->owner == thread && mutex->type != PTHREAD_MUTEX_RECURSIVE)
		return EDEADLK;
	return take_over(machine, thread, mutex);
}

static enum performed lock_perform(struct machine *machine, int thread, int way)
{
	struct object *mutex = use(machine, thread, "locks");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner == thread && mutex->type == PTHREAD_MUTEX_NORMAL) {
		machine_found(
			machine, thread, FINDING_SELF_DEADLOCK, mutex->address,
			"locks %s that it already holds: it waits for itself",
			type_of(op_of(machine, thread))->noun);
		return PERFORMED_RUN;
	}
	return give_error(machine, thread, mutex_lock(machine, thread, mutex));
}

/* Fails when it cannot have the mutex at once; with a time, when it is held
 * still at the end of that, which may come at any moment. */
static enum performed try_lock(struct machine *machine, int thread,
			       const char *verb, int failure)
{
	struct object *mutex = use(machine, thread, verb);
	int error = failure;

	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner < 0 ||
	    (mutex->owner == thread && mutex->type == PTHREAD_MUTEX_RECURSIVE))
		error = mutex_lock(machine, thread, mutex);
	else if (failure != EBUSY && mutex->owner == thread &&
		 mutex->type == PTHREAD_MUTEX_ERRORCHECK)
		error = EDEADLK;
	return give_error(machine, thread, error);
}

static enum performed trylock_perform(struct machine *machine, int thread,
				      int way)
{
	(void)way;
	return try_lock(machine, thread, "tries to lock", EBUSY);
}

static enum performed timedlock_perform(struct machine *machine, int thread,
					int way)
{
	const struct operation *op = op_of(machine, thread);
	const struct object *mutex =
		object_find(machine, op->object, OBJECT_MUTEX);

	(void)way;
	if (mutex && mutex->flags & MUTEX_UNTIMED) {
		machine_found(machine, thread, FINDING_MISUSE, op->object,
			      "locks with a timeout a mutex that was created "
			      "without mtx_timed");
		return PERFORMED_RUN;
	}
	return try_lock(machine, thread, "locks",
			op->operand ? EINVAL : ETIMEDOUT);
}

bool mutex_lets_go(const struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;

	return op->kind == OP_UNLOCK &&
	       holder_of(machine, op->object) == thread;
}

void mutex_let_go(struct machine *machine, int thread, struct object *mutex)
{
	object_begin(machine, mutex);
	mutex->depth--;
	if (mutex->depth == 0) {
		mutex->owner = -1;
		if (mutex->flags & MUTEX_INCONSISTENT)
			mutex->flags |= MUTEX_LOST;
	}
	object_end(machine, mutex);
	if (mutex->depth > 0)
		return;
	held_let_go(machine, thread, mutex);
	rule_release(machine, thread, mutex);
}

static enum performed unlock_perform(struct machine *machine, int thread,
				     int way)
{
	struct object *mutex = use(machine, thread, "unlocks");
	const char *noun = type_of(op_of(machine, thread))->noun;

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner == thread) {
		mutex_let_go(machine, thread, mutex);
		return give_error(machine, thread, 0);
	}
	if (mutex->type != PTHREAD_MUTEX_NORMAL || mutex->flags & MUTEX_ROBUST)
		return give_error(machine, thread, EPERM);
	if (mutex->owner < 0)
		machine_found(machine, thread, FINDING_BAD_UNLOCK,
			      mutex->address, "unlocks %s that no thread holds",
			      noun);
	else
		machine_found(machine, thread, FINDING_BAD_UNLOCK,
			      mutex->address, "unlocks %s that T%d holds", noun,
			      mutex->owner + 1);
	return PERFORMED_RUN;
}

static enum performed mutex_consistent_perform(struct machine *machine,
					       int thread, int way)
{
	struct object *mutex = use(machine, thread, "makes consistent");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (!(mutex->flags & MUTEX_INCONSISTENT) || mutex->owner != thread)
		return give_error(machine, thread, EINVAL);
	object_begin(machine, mutex);
	mutex->flags &= ~(uint64_t)MUTEX_INCONSISTENT;
	object_end(machine, mutex);
	return give_error(machine, thread, 0);
}

void mutex_owner_ends(struct machine *machine, int thread)
{
	for (int i = 0; i < MAX_OBJECTS; i++) {
		struct object *mutex = &machine->objects.slots[i];

		if (mutex->kind != OBJECT_MUTEX || mutex->owner != thread ||
		    !(mutex->flags & MUTEX_ROBUST))
			continue;
		object_begin(machine, mutex);
		mutex->owner = -1;
		mutex->depth = 0;
		mutex->flags |= MUTEX_ORPHANED;
		object_end(machine, mutex);
		held_let_go(machine, thread, mutex);
		rule_release(machine, thread, mutex);
	}
}

static enum performed mutex_init_perform(struct machine *machine, int thread,
					 int way)
{
	const struct operation op = *op_of(machine, thread);
	struct object *mutex = object_find(machine, op.object, OBJECT_MUTEX);

	(void)way;
	/* One that a function left locked on the stack is gone with it. */
	if (mutex && mutex->owner >= 0 &&
	    !region_on_stack(&machine->region, op.object)) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME,
			      op.object, "initialises %s that T%d holds",
			      type_of(&op)->noun, mutex->owner + 1);
		return PERFORMED_RUN;
	}
	mutex = lifetime_begin(machine, thread, type_of(&op), op.object);
	if (!mutex)
		return PERFORMED_RUN;
	object_begin(machine, mutex);
	mutex->type = (uint32_t)op.operand;
	mutex->flags = op.operand2;
	object_end(machine, mutex);
	if (op.operand2 & MUTEX_ROBUST)
		machine->seen.robust = true;
	return give_error(machine, thread, 0);
}

/* It will lock the mutex again at the end of its wait. */
static bool waits_with(const struct machine *machine, int thread,
		       uint64_t mutex)
{
	const struct thread *waiter = &machine->threads[thread];
	const struct operation *op = &waiter->op;

	if (waiter->status != THREAD_ALIVE)
		return false;
	if (op->kind == OP_RELOCK)
		return op->object == mutex;
	return (op->kind == OP_ASLEEP || op->kind == OP_ASLEEP_TIMED) &&
	       op->operand == mutex;
}

static enum performed mutex_destroy_perform(struct machine *machine, int thread,
					    int way)
{
	struct object *mutex = use(machine, thread, "destroys");
	const struct lifetime *type = type_of(op_of(machine, thread));

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner >= 0) {
		machine_found(machine, thread, FINDING_DESTROY_IN_USE,
			      mutex->address, "destroys %s that T%d holds",
			      type->noun, mutex->owner + 1);
		return PERFORMED_RUN;
	}
	for (int i = 0; i < machine->thread_count; i++)
		if (waits_with(machine, i, mutex->address))
			machine_found(machine, thread, FINDING_DESTROY_IN_USE,
				      mutex->address,
				      "destroys a mutex that T%d is using to "
				      "wait on a condition variable",
				      i + 1);
	lifetime_end(machine, type, mutex);
	return give_error(machine, thread, 0);
}

static enum performed relock_perform(struct machine *machine, int thread,
				     int way)
{
	const struct operation *op = op_of(machine, thread);
	struct object *mutex = use(machine, thread, "locks");
	int error;

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	error = mutex_lock(machine, thread, mutex);
	if (op->cancel == CANCEL_ACTED)
		return cancel_act(machine, thread);
	return give_error(machine, thread, error ? error : (int)op->operand2);
}

/* Trying fails, and both are in std::lock: that puts back what it has, and
 * tries again; the library is relied on for coming to an end with it. */
static bool fails_in_lock(const struct machine *machine, int thread, int way)
{
	(void)way;
	return rule_meets_in_lock(machine, thread, OBJECT_MUTEX);
}

const struct rule rule_lock = {
	.alternatives = lock_alternatives,
	.perform = lock_perform,
	.uses = uses_lock,
	.waits_for = OBJECT_MUTEX,
};

const struct rule rule_trylock = {
	.perform = trylock_perform,
	.uses = uses_object,
	.is_spurious = fails_in_lock,
};

const struct rule rule_unlock = {
	.perform = unlock_perform,
	.uses = uses_lock,
};

const struct rule rule_mutex_init = {
	.perform = mutex_init_perform,
	.uses = uses_object,
};

const struct rule rule_mutex_destroy = {
	.perform = mutex_destroy_perform,
	.uses = uses_object,
};

const struct rule rule_mutex_consistent = {
	.perform = mutex_consistent_perform,
	.uses = uses_object,
};

const struct rule rule_timedlock = {
	.perform = timedlock_perform,
	.uses = uses_object,
};

const struct rule rule_relock = {
	.alternatives = relock_alternatives,
	.perform = relock_perform,
	.uses = uses_lock,
	.waits_for = OBJECT_MUTEX,
};
