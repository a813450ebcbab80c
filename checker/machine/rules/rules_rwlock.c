/* Rules of read-write locks (POSIX.1-2017).
 *
 * Whether a reader may overtake a writer that waits is not specified.  That it
 * may gives all executions; that it may not only makes some of them stop: so a
 * read lock goes whenever no writer holds the lock, but one that has to
 * overtake is no way out of a deadlock (see overtakes).
 *
 * The writer is the object's owner.  Beside it, each thread that reads has an
 * object OBJECT_READER.
 *
 * A reader learns what writers passed on, a writer also what readers did:
 * writers pass on through the object's holder, readers through its part 0. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "machine/memory/lifetime.h"
#include "machine/learn/lock_order.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

#define FLAGS_OFFSET offsetof(pthread_rwlock_t, __data.__flags)
#define FLAGS_SIZE sizeof(((pthread_rwlock_t *)0)->__data.__flags)

/* The static initialisers differ in their flags only. */
static bool is_static_rwlock(uint64_t address)
{
	return lifetime_is_zero(address, FLAGS_OFFSET) &&
	       lifetime_is_zero(address + FLAGS_OFFSET + FLAGS_SIZE,
				sizeof(pthread_rwlock_t) - FLAGS_OFFSET -
					FLAGS_SIZE);
}

static const struct lifetime rwlock_type = {
	OBJECT_RWLOCK, sizeof(pthread_rwlock_t), "a read-write lock",
	is_static_rwlock};

/* Where a thread's share of a lock is kept: not an address of the model's. */
static uint64_t reader_key(uint64_t rwlock, int thread)
{
	return rwlock << 8 | (uint64_t)thread;
}

static uint64_t reads(const struct machine *machine, uint64_t rwlock,
		      int thread)
{
	const struct object *reader =
		object_find(machine, reader_key(rwlock, thread), OBJECT_READER);

	return reader ? reader->reads : 0;
}

static const struct object *lock_of(const struct machine *machine, int thread)
{
	return object_find(machine, machine->threads[thread].op.object,
			   OBJECT_RWLOCK);
}

static struct object *use(struct machine *machine, int thread, const char *verb)
{
	return lifetime_use(machine, thread, &rwlock_type,
			    op_of(machine, thread)->object, verb);
}

static bool can_read(const struct object *lock)
{
	return !lock || lock->owner < 0;
}

static bool can_write(const struct object *lock)
{
	return !lock || (lock->owner < 0 && lock->reads == 0);
}

/* Does the thread hold what it asks for, in a way that it waits for itself? */
static bool is_own(const struct machine *machine, int thread)
{
	const struct object *lock = lock_of(machine, thread);

	if (!lock)
		return false;
	return lock->owner == thread ||
	       (machine->threads[thread].op.kind == OP_WRLOCK &&
		reads(machine, lock->address, thread) > 0);
}

/* operand2 is WAIT_TIMED or WAIT_BAD_TIME where waiting has an end. */
static int wrlock_alternatives(const struct machine *machine, int thread)
{
	return can_write(lock_of(machine, thread)) || is_own(machine, thread) ||
	       machine->threads[thread].op.operand2;
}

/* Does a writer that cannot go wait for the lock that the thread asks for? */
static bool writer_waits(const struct machine *machine, int thread)
{
	uint64_t rwlock = machine->threads[thread].op.object;

	for (int i = 0; i < machine->thread_count; i++) {
		const struct thread *other = &machine->threads[i];

		if (i != thread && other->status == THREAD_ALIVE &&
		    other->op.kind == OP_WRLOCK && other->op.object == rwlock &&
		    !can_write(lock_of(machine, i)))
			return true;
	}
	return false;
}

/* Where waiting has an end, it may have to wait for a waiting writer till then:
 * way 1. */
static int rdlock_alternatives(const struct machine *machine, int thread)
{
	bool timed = machine->threads[thread].op.operand2;

	if (!can_read(lock_of(machine, thread)))
		return timed || is_own(machine, thread);
	return timed && writer_waits(machine, thread) ? 2 : 1;
}

/* Does the thread ask for a read lock that a writer waits for?  POSIX lets it
 * go first, or wait. */
static bool overtakes(const struct machine *machine, int thread)
{
	return !machine->threads[thread].op.operand2 &&
	       !is_own(machine, thread) && writer_waits(machine, thread);
}

/* Does it wait for what `other` holds of the lock, or (a reader) for `other`, a
 * writer that may come first? */
static bool rwlock_needs(const struct machine *machine, int thread, int other)
{
	const struct operation *theirs = &machine->threads[other].op;
	const struct object *lock = lock_of(machine, thread);
	const struct operation *op = &machine->threads[thread].op;

	if (!lock)
		return false;
	if (lock->owner == other)
		return true;
	if (op->kind == OP_WRLOCK)
		return reads(machine, lock->address, other) > 0;
	return other != thread && theirs->kind == OP_WRLOCK &&
	       machine->threads[other].status == THREAD_ALIVE &&
	       theirs->object == op->object && !can_write(lock);
}

/* A try may fail for a writer that waits. */
static int tryrdlock_alternatives(const struct machine *machine, int thread)
{
	return can_read(lock_of(machine, thread)) &&
			       writer_waits(machine, thread)
		       ? 2
		       : 1;
}

/* The thread's own count changes by `change`, as does the lock's. */
static void count_reader(struct machine *machine, int thread,
			 struct object *lock, int change)
{
	struct object *reader = object_get(
		machine, reader_key(lock->address, thread), OBJECT_READER);

	if (!reader)
		return;
	object_begin(machine, reader);
	reader->reads += (uint64_t)(int64_t)change;
	object_end(machine, reader);
	object_begin(machine, lock);
	lock->reads += (uint64_t)(int64_t)change;
	if (change > 0)
		lock->pc = thread_pc(machine, thread);
	object_end(machine, lock);
}

/* Not a try, and without an end of its time. */
static bool waits(const struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;

	return (op->kind == OP_RDLOCK || op->kind == OP_WRLOCK) &&
	       !op->operand2;
}

static void take_for_writing(struct machine *machine, int thread,
			     struct object *lock)
{
	object_begin(machine, lock);
	lock->owner = (int16_t)thread;
	lock->pc = thread_pc(machine, thread);
	object_end(machine, lock);
	order_take(machine, thread, lock, false, waits(machine, thread));
	rule_acquire(machine, thread, lock);
	if (!race_idle(machine->race))
		race_pass(machine->race, (race_holder)thread,
			  object_part(machine, lock, 0), false);
}

static void take_for_reading(struct machine *machine, int thread,
			     struct object *lock)
{
	count_reader(machine, thread, lock, 1);
	order_take(machine, thread, lock, true, waits(machine, thread));
	rule_acquire(machine, thread, lock);
}

static enum performed wait_for_itself(struct machine *machine, int thread,
				      const struct object *lock)
{
	machine_found(machine, thread, FINDING_SELF_DEADLOCK, lock->address,
		      "locks for %s a read-write lock that it already holds "
		      "for %s: it waits for itself",
		      op_of(machine, thread)->kind == OP_WRLOCK ? "writing"
								: "reading",
		      lock->owner == thread ? "writing" : "reading");
	return PERFORMED_RUN;
}

static int time_error(const struct operation *op)
{
	return op->operand2 == WAIT_BAD_TIME ? EINVAL : ETIMEDOUT;
}

static enum performed rdlock_perform(struct machine *machine, int thread,
				     int way)
{
	struct object *lock = use(machine, thread, "locks");
	const struct operation *op = op_of(machine, thread);

	if (!lock)
		return PERFORMED_RUN;
	if (can_read(lock) && way == 0) {
		take_for_reading(machine, thread, lock);
		return give_error(machine, thread, 0);
	}
	if (op->operand2)
		return give_error(machine, thread, time_error(op));
	return wait_for_itself(machine, thread, lock);
}

static enum performed wrlock_perform(struct machine *machine, int thread,
				     int way)
{
	struct object *lock = use(machine, thread, "locks");
	const struct operation *op = op_of(machine, thread);

	(void)way;
	if (!lock)
		return PERFORMED_RUN;
	if (can_write(lock)) {
		take_for_writing(machine, thread, lock);
		return give_error(machine, thread, 0);
	}
	if (op->operand2)
		return give_error(machine, thread, time_error(op));
	return wait_for_itself(machine, thread, lock);
}

static enum performed tryrdlock_perform(struct machine *machine, int thread,
					int way)
{
	struct object *lock = use(machine, thread, "tries to lock");

	if (!lock)
		return PERFORMED_RUN;
	if (!can_read(lock) || way == 1)
		return give_error(machine, thread, EBUSY);
	take_for_reading(machine, thread, lock);
	return give_error(machine, thread, 0);
}

static enum performed trywrlock_perform(struct machine *machine, int thread,
					int way)
{
	struct object *lock = use(machine, thread, "tries to lock");

	(void)way;
	if (!lock)
		return PERFORMED_RUN;
	if (!can_write(lock))
		return give_error(machine, thread, EBUSY);
	take_for_writing(machine, thread, lock);
	return give_error(machine, thread, 0);
}

static enum performed rwunlock_perform(struct machine *machine, int thread,
				       int way)
{
	struct object *lock = use(machine, thread, "unlocks");

	(void)way;
	if (!lock)
		return PERFORMED_RUN;
	if (lock->owner == thread) {
		object_begin(machine, lock);
		lock->owner = -1;
		object_end(machine, lock);
		held_let_go(machine, thread, lock);
		rule_release(machine, thread, lock);
	} else if (reads(machine, lock->address, thread)) {
		count_reader(machine, thread, lock, -1);
		if (!reads(machine, lock->address, thread))
			held_let_go(machine, thread, lock);
		if (!race_idle(machine->race))
			race_pass(machine->race, object_part(machine, lock, 0),
				  (race_holder)thread, false);
	} else {
		machine_found(machine, thread, FINDING_BAD_UNLOCK,
			      lock->address,
			      lock->owner < 0 && lock->reads == 0
				      ? "unlocks a read-write lock that no "
					"thread holds"
				      : "unlocks a read-write lock that it "
					"does not hold");
	}
	return give_error(machine, thread, 0);
}

static bool is_free(struct machine *machine, int thread,
		    enum finding_class class, const char *verb)
{
	uint64_t address = op_of(machine, thread)->object;
	const struct object *lock =
		object_find(machine, address, OBJECT_RWLOCK);

	if (can_write(lock))
		return true;
	machine_found(machine, thread, class, address,
		      "%s a read-write lock that is held", verb);
	return false;
}

static enum performed rwlock_init_perform(struct machine *machine, int thread,
					  int way)
{
	(void)way;
	if (is_free(machine, thread, FINDING_OBJECT_LIFETIME, "initialises"))
		lifetime_begin(machine, thread, &rwlock_type,
			       op_of(machine, thread)->object);
	return give_error(machine, thread, 0);
}

static enum performed rwlock_destroy_perform(struct machine *machine,
					     int thread, int way)
{
	struct object *lock = use(machine, thread, "destroys");

	(void)way;
	if (lock &&
	    is_free(machine, thread, FINDING_DESTROY_IN_USE, "destroys"))
		lifetime_end(machine, &rwlock_type, lock);
	return give_error(machine, thread, 0);
}

/* Where it may be let go or made to wait, it overtakes a writer in way 0. */
static bool rdlock_is_spurious(const struct machine *machine, int thread,
			       int way)
{
	return way == 0 && rdlock_alternatives(machine, thread) > 1;
}

static bool tryrdlock_is_spurious(const struct machine *machine, int thread,
				  int way)
{
	return way == 0 && tryrdlock_alternatives(machine, thread) > 1;
}

static bool fails_in_lock(const struct machine *machine, int thread, int way)
{
	(void)way;
	return rule_meets_in_lock(machine, thread, OBJECT_RWLOCK);
}

const struct rule rule_rdlock = {
	.alternatives = rdlock_alternatives,
	.perform = rdlock_perform,
	.uses = uses_object,
	.waits_for = OBJECT_RWLOCK,
	.needs = rwlock_needs,
	.only_spurious = overtakes,
	.is_spurious = rdlock_is_spurious,
};

const struct rule rule_wrlock = {
	.alternatives = wrlock_alternatives,
	.perform = wrlock_perform,
	.uses = uses_object,
	.waits_for = OBJECT_RWLOCK,
	.needs = rwlock_needs,
};

const struct rule rule_tryrdlock = {
	.alternatives = tryrdlock_alternatives,
	.perform = tryrdlock_perform,
	.uses = uses_object,
	.is_spurious = tryrdlock_is_spurious,
};

const struct rule rule_trywrlock = {
	.perform = trywrlock_perform,
	.uses = uses_object,
	.is_spurious = fails_in_lock,
};

const struct rule rule_rwunlock = {
	.perform = rwunlock_perform,
	.uses = uses_object,
};

const struct rule rule_rwlock_init = {
	.perform = rwlock_init_perform,
	.uses = uses_object,
};

const struct rule rule_rwlock_destroy = {
	.perform = rwlock_destroy_perform,
	.uses = uses_object,
};
