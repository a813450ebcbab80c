/* Rules of pthread_once and call_once (POSIX.1-2017, C11 7.26.2): the first
 * thread that comes calls the routine, the others wait for its end. */
#include "machine/call.h"
#include "machine/memory.h"
#include "machine/rules_table.h"

#define ONCE_SIZE 4

/* Object states: `closed` once the routine has returned; `owner` while it
 * runs. */
int once_alternatives(const struct machine *machine, int thread)
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

	if (!memory_check(machine, thread, address, ONCE_SIZE, true,
			  thread_pc(machine, thread)))
		return NULL;
	/* PTHREAD_ONCE_INIT and ONCE_FLAG_INIT are zero. */
	if (!is_guard(op_of(machine, thread)) &&
	    *(const int *)(uintptr_t)address != 0) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "uses a once control that was never initialised");
		return NULL;
	}
	return object_get(machine, address, OBJECT_ONCE);
}

enum performed once_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);
	struct object *once = use_once(machine, thread);

	(void)way;
	if (!once)
		return PERFORMED_RUN;
	if (once->owner == thread) {
		machine_found(machine, thread, FINDING_SELF_DEADLOCK, op.object,
			      is_guard(&op)
				      ? "needs a static variable while it "
					"makes it: it waits for itself"
				      : "calls once again from the routine "
					"that it runs: "
					"it waits for itself");
		return PERFORMED_RUN;
	}
	if (once->closed) {
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

enum performed once_done_perform(struct machine *machine, int thread, int way)
{
	struct object *once = object_get(
		machine, op_of(machine, thread)->object, OBJECT_ONCE);

	(void)way;
	if (!once)
		return PERFORMED_RUN;
	object_begin(machine, once);
	once->owner = -1;
	once->closed = true;
	object_end(machine, once);
	rule_release(machine, thread, once);
	return give(machine, thread, 0);
}
