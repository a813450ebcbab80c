/* Cancellation points: what a call asks for that is one. */
#include "runtime/hooks/cancel.h"

#include <pthread.h>

#include "runtime/hooks/again.h"
#include "runtime/libc/libc_state.h"

static bool may_be_cancelled(void)
{
	return mc_machine->needs.cancels &&
	       libc_state_own()->cancel_state == PTHREAD_CANCEL_ENABLE &&
	       mc_machine->threads[running()].cancel != CANCEL_OVER;
}

void cancel_point(struct operation *op)
{
	if (may_be_cancelled())
		op->cancel =
			mc_machine->threads[running()].cancel == CANCEL_PENDING
				? CANCEL_AT_ONCE
				: CANCEL_POINT;
}

/* Asks, and the call is made once more. */
static bool ask_again(enum operation_kind kind, uint64_t operand, bool always)
{
	struct operation *op = new_operation(kind, 0);

	op->operand = operand;
	cancel_point(op);
	if (op->cancel && !always)
		op->cancel = CANCEL_PERHAPS;
	call_again();
	return false;
}

bool cancel_turn(enum turn which, bool always)
{
	if (!mc_machine->needs.cancels)
		return my_turn(which);
	return mc_cross.again || ask_again(OP_TURN, which, always);
}

bool cancel_here(bool always)
{
	return mc_cross.again || !may_be_cancelled() ||
	       ask_again(OP_TEST_CANCEL, 0, always);
}

void cancel_end(void)
{
	if (mc_machine->needs.cancels)
		mc_machine->threads[running()].cancel = CANCEL_OVER;
}
