/* What the rules of all families share: results, and who learns what. */
#include "machine/rules/rules.h"

#include <errno.h>
#include <string.h>
#include <threads.h>

#include "machine/thread/library.h"
#include "machine/memory/memory.h"

static int c11_result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	case ENOMEM:
		return thrd_nomem;
	default:
		return thrd_error;
	}
}

enum performed get_nothing(struct machine *machine, int thread, uint64_t value)
{
	machine->in_vain = true;
	return give(machine, thread, value);
}

enum performed give_error(struct machine *machine, int thread, int error)
{
	uint64_t place = machine->threads[thread].errno_address;
	int result = error;

	machine->error = error;
	machine->in_vain = error && error != EOWNERDEAD;
	switch (op_of(machine, thread)->style) {
	case STYLE_C11:
		result = c11_result(error);
		break;
	case STYLE_ERRNO:
		if (!error)
			break;
		memory_put(machine, place, 4,
			   (struct wide){(uint64_t)error, 0});
		result = -1;
		break;
	}
	return give(machine, thread, (uint64_t)(int64_t)result);
}

enum performed cancel_act(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];

	memset(thread->call, 0, sizeof thread->call);
	thread->call[0] = (uint64_t)(uintptr_t)machine->runtime->cancelled;
	thread->again = true;
	return PERFORMED_RUN;
}

void rule_acquire(struct machine *machine, int thread, struct object *object)
{
	if (!race_idle(machine->race) && object->holder)
		race_pass(machine->race, (race_holder)thread, object->holder,
			  false);
}

void rule_release(struct machine *machine, int thread, struct object *object)
{
	if (!race_idle(machine->race))
		race_pass(machine->race, object_holder(machine, object),
			  (race_holder)thread, false);
}

bool rule_meets_in_lock(const struct machine *machine, int thread,
			enum object_kind kind)
{
	const struct object *object =
		object_find(machine, machine->threads[thread].op.object, kind);

	return object && object->owner >= 0 && object->owner != thread &&
	       library_locks_all(machine, thread) &&
	       library_locks_all(machine, object->owner);
}
