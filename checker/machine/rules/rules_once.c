/* Rules of pthread_once and call_once (POSIX.1-2017, C11 7.26.2): the first
 * thread that comes calls the routine, the others wait for its end. */
#include "machine/thread/call.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

#define ONCE_SIZE 4
/* In the control once the routine has returned, as in glibc: so that one that
 * is set to PTHREAD_ONCE_INIT again is a new one. */
#define ONCE_DONE 2

/* It has an owner while the routine runs. */
static int once_alternatives(const struct machine *machine, int thread)
{
	const struct object *once = object_find(
		machine, machine->threads[thread].op.object, OBJECT_ONCE);

	return !once || once->owner < 0 || once->owner == thread;
}

/* A guard of C++ has no routine: who gets 1 makes the variable, and says when
 * that is done. */
static bool is_guard(const struct operation *op)
{
	return op->function == ONCE_GUARD;
}

static struct object *use_once(struct machine *machine, int thread)
{
	uint64_t address = op_of(machine, thread)->object;
	struct object *once;
	int value;

	if (!memory_access(machine, thread, address, ONCE_SIZE,
			   RACE_ATOMIC_READ, thread_pc(machine, thread)))
		return NULL;
	once = object_get(machine, address, OBJECT_ONCE);
	if (!once || is_guard(op_of(machine, thread)))
		return once;
	value = *(const int *)(uintptr_t)address;
	if (value != 0 && !(value == ONCE_DONE && once->done)) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "uses a once control that was never initialised");
		return NULL;
	}
	/* PTHREAD_ONCE_INIT and ONCE_FLAG_INIT are zero. */
	if (value == 0 && once->done) {
		object_begin(machine, once);
		once->done = 0;
		object_end(machine, once);
	}
	return once;
}

static enum performed once_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);
	struct object *once = use_once(machine, thread);

	(void)way;
	if (!once)
		return PERFORMED_RUN;
	if (once->owner == thread) {
		machine_found(machine, thread, FINDING_SELF_DEADLOCK, op.object,
			      is_guard(&op)
				      ? "uses a static variable while "
					"initialising it: it waits for itself"
				      : "makes a one-time call from within its "
					"own routine: it waits for itself");
		return PERFORMED_RUN;
	}
	if (once->done) {
		rule_acquire(machine, thread, once);
		return give(machine, thread, 0);
	}
	object_begin(machine, once);
	once->owner = (int16_t)thread;
	once->pc = thread_pc(machine, thread);
	object_end(machine, once);
	if (is_guard(&op))
		return give(machine, thread, 1);
	call_from_operation(machine, thread, op.operand, 0, CALL_ONCE_DONE,
			    &op.object, 1);
	return PERFORMED_RUN;
}

static enum performed once_done_perform(struct machine *machine, int thread,
					int way)
{
	struct object *once = object_get(
		machine, op_of(machine, thread)->object, OBJECT_ONCE);

	(void)way;
	if (!once)
		return PERFORMED_RUN;
	object_begin(machine, once);
	once->owner = -1;
	once->done = 1;
	object_end(machine, once);
	if (!is_guard(op_of(machine, thread)))
		memory_put(machine, once->address, ONCE_SIZE,
			   (struct wide){ONCE_DONE, 0});
	rule_release(machine, thread, once);
	return give(machine, thread, 0);
}

const struct rule rule_once = {
	.alternatives = once_alternatives,
	.perform = once_perform,
	.uses = uses_object,
	.waits_for = OBJECT_ONCE,
};

const struct rule rule_once_done = {
	.perform = once_done_perform,
	.uses = uses_object,
};
