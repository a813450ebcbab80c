/* Rules of mutexes and condition variables (POSIX.1-2017). */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "machine/memory.h"
#include "machine/rules_table.h"

/* glibc's static initialisers differ from zero only in the word of the kind. */
#define MUTEX_KIND_OFFSET 16
#define DESTROYED_MARK 0xdddddddddddddddd

static int holder_of(const struct machine *machine, uint64_t mutex)
{
	const struct object *object = object_find(machine, mutex, OBJECT_MUTEX);

	return object ? object->owner : -1;
}

static bool all_zero(uint64_t address, uint64_t size)
{
	const unsigned char *bytes = (const unsigned char *)(uintptr_t)address;

	for (uint64_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* A mutex that pthread_mutex_init never saw must hold a static initialiser. */
static bool is_static_mutex(uint64_t address)
{
	return all_zero(address, MUTEX_KIND_OFFSET) &&
	       all_zero(address + MUTEX_KIND_OFFSET + 4,
			MUTEX_SIZE - MUTEX_KIND_OFFSET - 4);
}

static void note_static_type(struct machine *machine, struct object *mutex)
{
	uint8_t type =
		*(uint8_t *)(uintptr_t)(mutex->address + MUTEX_KIND_OFFSET) & 3;

	if (mutex->type == type)
		return;
	object_begin(machine, mutex);
	mutex->type = type;
	object_end(machine, mutex);
}

/* A destroyed object holds a mark, so that one that is made anew in its place
 * by a static initialiser is told from one that is used after its end. */
static void mark_destroyed(struct machine *machine, struct object *object)
{
	memory_put(machine, object->address, 8,
		   (struct wide){DESTROYED_MARK, 0});
	object_begin(machine, object);
	object->state = STATE_DESTROYED;
	object_end(machine, object);
}

/* A new object: what threads passed on through the old one is gone. */
static void begin_anew(struct machine *machine, struct object *object,
		       enum object_state state)
{
	object_begin(machine, object);
	object->state = (uint8_t)state;
	object->type = 0;
	object_end(machine, object);
	if (object->holder)
		race_forget(machine->race, object->holder);
}

static bool is_made_anew(const struct object *object)
{
	return object->state == STATE_DESTROYED &&
	       memory_get(object->address, 8).low != DESTROYED_MARK;
}

/* The mutex, fit for use; NULL when the use is a finding or a limit. */
static struct object *use_mutex(struct machine *machine, int thread,
				uint64_t address, const char *verb)
{
	struct object *mutex;

	if (!memory_check(machine, thread, address, MUTEX_SIZE, true,
			  thread_pc(machine, thread)))
		return NULL;
	mutex = object_get(machine, address, OBJECT_MUTEX);
	if (!mutex)
		return NULL;
	if (is_made_anew(mutex))
		begin_anew(machine, mutex, STATE_STATIC);
	if (mutex->state == STATE_DESTROYED) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s a mutex that was destroyed", verb);
		return NULL;
	}
	if (mutex->state == STATE_STATIC && !is_static_mutex(address)) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s a mutex that was never initialised", verb);
		return NULL;
	}
	if (mutex->state == STATE_STATIC)
		note_static_type(machine, mutex);
	return mutex;
}

/* A finding at once where waiting could never end. */
int lock_alternatives(const struct machine *machine, int thread)
{
	int owner = holder_of(machine, machine->threads[thread].op.object);

	return owner < 0 || owner == thread;
}

static void take(struct machine *machine, int thread, struct object *mutex)
{
	object_begin(machine, mutex);
	mutex->owner = (int16_t)thread;
	mutex->depth++;
	mutex->pc = thread_pc(machine, thread);
	object_end(machine, mutex);
	rule_acquire(machine, thread, mutex);
}

/* The mutex is free, or the thread's own. */
static uint64_t lock(struct machine *machine, int thread, struct object *mutex)
{
	if (mutex->owner == thread && mutex->type != PTHREAD_MUTEX_RECURSIVE)
		return EDEADLK;
	take(machine, thread, mutex);
	return 0;
}

enum performed lock_perform(struct machine *machine, int thread, int way)
{
	struct object *mutex = use_mutex(
		machine, thread, op_of(machine, thread)->object, "locks");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner == thread && mutex->type == PTHREAD_MUTEX_NORMAL) {
		machine_found(machine, thread, FINDING_SELF_DEADLOCK,
			      mutex->address,
			      "locks a mutex that it holds already: "
			      "it waits for itself");
		return PERFORMED_RUN;
	}
	return give(machine, thread, lock(machine, thread, mutex));
}

enum performed trylock_perform(struct machine *machine, int thread, int way)
{
	struct object *mutex =
		use_mutex(machine, thread, op_of(machine, thread)->object,
			  "tries to lock");
	uint64_t result;

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner >= 0 &&
	    (mutex->owner != thread || mutex->type != PTHREAD_MUTEX_RECURSIVE))
		result = EBUSY;
	else
		result = lock(machine, thread, mutex);
	return give(machine, thread, result);
}

static void let_go(struct machine *machine, int thread, struct object *mutex)
{
	object_begin(machine, mutex);
	mutex->depth--;
	if (mutex->depth == 0)
		mutex->owner = -1;
	object_end(machine, mutex);
	if (mutex->depth == 0)
		rule_release(machine, thread, mutex);
}

enum performed unlock_perform(struct machine *machine, int thread, int way)
{
	struct object *mutex = use_mutex(
		machine, thread, op_of(machine, thread)->object, "unlocks");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner == thread) {
		let_go(machine, thread, mutex);
		return give(machine, thread, 0);
	}
	if (mutex->type != PTHREAD_MUTEX_NORMAL)
		return give(machine, thread, EPERM);
	machine_found(machine, thread, FINDING_BAD_UNLOCK, mutex->address,
		      mutex->owner < 0 ? "unlocks a mutex that nobody holds"
				       : "unlocks a mutex that T%d holds",
		      mutex->owner + 1);
	return PERFORMED_RUN;
}

enum performed mutex_init_perform(struct machine *machine, int thread, int way)
{
	const struct operation *op = op_of(machine, thread);
	struct object *mutex;

	(void)way;
	if (!memory_check(machine, thread, op->object, MUTEX_SIZE, true,
			  thread_pc(machine, thread)))
		return PERFORMED_RUN;
	mutex = object_get(machine, op->object, OBJECT_MUTEX);
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner >= 0) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME,
			      op->object, "initialises a mutex that T%d holds",
			      mutex->owner + 1);
		return PERFORMED_RUN;
	}
	begin_anew(machine, mutex, STATE_INITIALISED);
	object_begin(machine, mutex);
	mutex->type = (uint8_t)op->operand;
	object_end(machine, mutex);
	return give(machine, thread, 0);
}

enum performed mutex_destroy_perform(struct machine *machine, int thread,
				     int way)
{
	struct object *mutex = use_mutex(
		machine, thread, op_of(machine, thread)->object, "destroys");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner >= 0) {
		machine_found(machine, thread, FINDING_DESTROY_IN_USE,
			      mutex->address, "destroys a mutex that T%d holds",
			      mutex->owner + 1);
		return PERFORMED_RUN;
	}
	mark_destroyed(machine, mutex);
	return give(machine, thread, 0);
}

/* Condition variables.  A waiting thread is one that asks OP_ASLEEP; there is
 * no other list of waiters, and any of them may be the one a signal wakes. */

static struct object *use_condition(struct machine *machine, int thread,
				    uint64_t address, const char *verb)
{
	struct object *condition;

	if (!memory_check(machine, thread, address, CONDITION_SIZE, true,
			  thread_pc(machine, thread)))
		return NULL;
	condition = object_get(machine, address, OBJECT_CONDITION);
	if (!condition)
		return NULL;
	if (is_made_anew(condition))
		begin_anew(machine, condition, STATE_STATIC);
	if (condition->state == STATE_DESTROYED)
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s a condition variable that was destroyed",
			      verb);
	else if (condition->state == STATE_STATIC &&
		 !all_zero(address, CONDITION_SIZE))
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s a condition variable that was never "
			      "initialised",
			      verb);
	else
		return condition;
	return NULL;
}

enum performed wait_perform(struct machine *machine, int thread, int way)
{
	struct operation *op = op_of(machine, thread);
	struct object *mutex;

	(void)way;
	if (!use_condition(machine, thread, op->object, "waits on"))
		return PERFORMED_RUN;
	mutex = use_mutex(machine, thread, op->operand, "waits with");
	if (!mutex)
		return PERFORMED_RUN;
	if (mutex->owner != thread) {
		machine_found(machine, thread, FINDING_BAD_WAIT, op->object,
			      "waits on a condition variable without holding "
			      "the mutex");
		return PERFORMED_RUN;
	}
	if (mutex->depth > 1) {
		machine_found(machine, thread, FINDING_BAD_WAIT, op->object,
			      "waits with a recursive mutex that it has locked "
			      "%u times",
			      mutex->depth);
		return PERFORMED_RUN;
	}
	let_go(machine, thread, mutex);
	op->kind = OP_ASLEEP;
	machine->slept = true;
	return PERFORMED_STAY;
}

int asleep_alternatives(const struct machine *machine, int thread)
{
	(void)thread;
	return machine->mode.spurious;
}

static void wake(struct machine *machine, int thread)
{
	struct operation *op = op_of(machine, thread);
	uint64_t condition = op->object;

	thread_save(machine, thread);
	op->kind = OP_RELOCK;
	op->object = op->operand;
	op->operand = condition;
}

/* A wake-up without a signal, as POSIX allows. */
enum performed asleep_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	wake(machine, thread);
	return PERFORMED_STAY;
}

int relock_alternatives(const struct machine *machine, int thread)
{
	return holder_of(machine, machine->threads[thread].op.object) < 0;
}

enum performed relock_perform(struct machine *machine, int thread, int way)
{
	struct object *mutex = use_mutex(
		machine, thread, op_of(machine, thread)->object, "locks");

	(void)way;
	if (!mutex)
		return PERFORMED_RUN;
	take(machine, thread, mutex);
	return give(machine, thread, 0);
}

static bool waits_on(const struct machine *machine, int thread,
		     uint64_t condition)
{
	const struct thread *waiter = &machine->threads[thread];

	return waiter->status == THREAD_ALIVE && waiter->op.kind == OP_ASLEEP &&
	       waiter->op.object == condition;
}

int signal_alternatives(const struct machine *machine, int thread)
{
	uint64_t condition = machine->threads[thread].op.object;
	int waiters = 0;

	for (int i = 0; i < machine->thread_count; i++)
		waiters += waits_on(machine, i, condition);
	return waiters > 1 ? waiters : 1;
}

enum performed signal_perform(struct machine *machine, int thread, int way)
{
	uint64_t condition = op_of(machine, thread)->object;

	if (!use_condition(machine, thread, condition, "signals"))
		return PERFORMED_RUN;
	for (int i = 0; i < machine->thread_count; i++)
		if (waits_on(machine, i, condition) && way-- == 0) {
			wake(machine, i);
			machine->other = i;
		}
	return give(machine, thread, 0);
}

enum performed broadcast_perform(struct machine *machine, int thread, int way)
{
	uint64_t condition = op_of(machine, thread)->object;

	(void)way;
	if (!use_condition(machine, thread, condition, "broadcasts"))
		return PERFORMED_RUN;
	for (int i = 0; i < machine->thread_count; i++)
		if (waits_on(machine, i, condition))
			wake(machine, i);
	return give(machine, thread, 0);
}

enum performed cond_init_perform(struct machine *machine, int thread, int way)
{
	uint64_t address = op_of(machine, thread)->object;
	struct object *condition;

	(void)way;
	if (!memory_check(machine, thread, address, CONDITION_SIZE, true,
			  thread_pc(machine, thread)))
		return PERFORMED_RUN;
	condition = object_get(machine, address, OBJECT_CONDITION);
	if (condition)
		begin_anew(machine, condition, STATE_INITIALISED);
	return give(machine, thread, 0);
}

enum performed cond_destroy_perform(struct machine *machine, int thread,
				    int way)
{
	uint64_t address = op_of(machine, thread)->object;
	struct object *condition =
		use_condition(machine, thread, address, "destroys");

	(void)way;
	if (!condition)
		return PERFORMED_RUN;
	for (int i = 0; i < machine->thread_count; i++)
		if (waits_on(machine, i, address))
			machine_found(machine, thread, FINDING_DESTROY_IN_USE,
				      address,
				      "destroys a condition variable that T%d "
				      "waits on",
				      i + 1);
	mark_destroyed(machine, condition);
	return give(machine, thread, 0);
}
