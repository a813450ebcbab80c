/* The program as a whole: assert, abort, exit; and of <mc.h> what is not
 * about channels. */
#include "runtime/functions.h"
#include "runtime/runtime.h"

static const char *or_unknown(uint64_t text)
{
	return text ? (const char *)(uintptr_t)text : "?";
}

int rt_assert_fail(uint64_t expression, uint64_t file, unsigned line,
		   uint64_t function)
{
	(void)file;
	(void)line;
	(void)function;
	machine_found(mc_machine, running(), FINDING_ASSERTION, 0,
		      "assertion failed: %s", or_unknown(expression));
	return ASK;
}

int rt_abort(void)
{
	machine_found(mc_machine, running(), FINDING_CRASH, 0, "calls abort");
	return ASK;
}

/* Where the machine itself does not fault. */
int rt_division_by_zero(void)
{
	machine_found(mc_machine, running(), FINDING_CRASH, 0,
		      "arithmetic fault (a division by zero?)");
	return ASK;
}

int rt_errno_location(void)
{
	return give_result(mc_machine->threads[running()].errno_address);
}

int rt_choose(int count)
{
	if (count < 1) {
		machine_found(mc_machine, running(), FINDING_MISUSE, 0,
			      "mc_choose(%d): there is nothing to choose from",
			      count);
		return ASK;
	}
	new_operation(OP_CHOOSE, 0)->size = (uint32_t)count;
	return ASK;
}

int rt_assume(int condition)
{
	if (condition)
		return give_result(0);
	mc_machine->seen.assumes = true;
	return ask(OP_BLOCKED, 0);
}

int rt_progress(void)
{
	return ask(OP_PROGRESS, 0);
}
