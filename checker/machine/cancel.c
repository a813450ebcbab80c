/* Which threads are to be cancelled where they are. */
#include "machine/cancel.h"

/* A wait on a condition is a cancellation point from when the mutex is let go
 * until the thread is woken. */
static bool is_at_point(const struct operation *op)
{
	return op->cancel != CANCEL_NOWHERE && op->kind != OP_WAIT &&
	       op->kind != OP_RELOCK;
}

bool cancel_is_due(const struct machine *machine, int thread)
{
	return is_at_point(&machine->threads[thread].op);
}

/* In how many ways can it go on as if it had not been cancelled?  A wake-up
 * without a signal is not what it waits for. */
static int other_ways(const struct machine *machine, int thread)
{
	const struct rule *rule = rule_of(machine, thread);
	const struct operation *op = &machine->threads[thread].op;

	if (op->cancel == CANCEL_PERHAPS)
		return 1;
	if (op->cancel == CANCEL_AT_ONCE || op->kind == OP_TEST_CANCEL ||
	    op->kind == OP_ASLEEP)
		return 0;
	return !rule->alternatives || rule->alternatives(machine, thread) > 0;
}

int cancel_alternatives(const struct machine *machine, int thread)
{
	return other_ways(machine, thread) + 1;
}

bool cancel_is_way(const struct machine *machine, int thread, int way)
{
	return cancel_acts(machine, thread) &&
	       way == other_ways(machine, thread);
}

bool cancel_may_come(const struct machine *machine, int thread,
		     const bool *stuck)
{
	if (machine->ended || !is_at_point(&machine->threads[thread].op))
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine->threads[i].status == THREAD_ALIVE && !stuck[i])
			return true;
	return false;
}
