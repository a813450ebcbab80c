/* Cancellation of threads: what a model's calls about it ask for. */
#include <errno.h>
#include <pthread.h>

#include "base/error.h"
#include "runtime/functions.h"
#include "runtime/hooks/cancel.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"
#include "runtime/threads/continuations.h"

int rt_cancel(uint64_t handle)
{
	new_operation(OP_CANCEL, 0)->operand = handle;
	return ASK;
}

int rt_test_cancel(void)
{
	return cancel_here(true) ? give_result(0) : ASK;
}

static int keep(const uint64_t *field, int value, uint64_t old)
{
	if (value < 0 || value > 1)
		return give_result(EINVAL);
	if (old && !may_write(old, 4))
		return ASK;
	if (old)
		memory_put(mc_machine, old, 4, (struct wide){*field, 0});
	libc_state_set(field, (uint64_t)value);
	return give_result(0);
}

int rt_cancel_state(int state, uint64_t old)
{
	return keep(&libc_state_own()->cancel_state, state, old);
}

int rt_cancel_type(int type, uint64_t old)
{
	if (type == PTHREAD_CANCEL_ASYNCHRONOUS && mc_machine->needs.cancels)
		return misuse("asks to be cancelled at any moment, where "
			      "hardly any call is safe: leave the type "
			      "deferred, and call pthread_testcancel");
	return keep(&libc_state_own()->cancel_type, type, old);
}

/* The one-time call would be as if it had never begun. */
static void must_not_be_in_once(void)
{
	for (int i = 0; i < MAX_OBJECTS; i++) {
		const struct object *once = &mc_machine->objects.slots[i];

		if (once->kind == OBJECT_ONCE && once->owner == running())
			error_exit("a thread is cancelled in the routine of "
				   "pthread_once, which mcheck cannot follow; "
				   "disable cancellation in the routine");
	}
}

int after_cancellation(void)
{
	must_not_be_in_once();
	return unwind_thread((uint64_t)(uintptr_t)PTHREAD_CANCELED);
}
