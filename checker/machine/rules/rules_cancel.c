/* Rules of cancellation: to test for one, and to be cancelled. */
#include "machine/rules/condition.h"
#include "machine/rules/rules.h"

static enum performed cancelled_perform(struct machine *machine, int thread,
					int way)
{
	(void)way;
	machine->in_vain = true;
	machine->threads[thread].cancel = CANCEL_OVER;
	if (!condition_waits(machine, thread))
		return cancel_act(machine, thread);
	condition_wake(machine, thread, 0);
	op_of(machine, thread)->cancel = CANCEL_ACTED;
	return PERFORMED_STAY;
}

static enum performed test_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	return give(machine, thread, 0);
}

const struct rule rule_cancelled = {
	.perform = cancelled_perform,
};

const struct rule rule_test_cancel = {
	.perform = test_perform,
	.uses = uses_nothing,
};
