/* What programs written for other verifiers call (SV-COMP, GenMC). */
#include "runtime/functions.h"
#include "runtime/libc/libc.h"

static int failure(const char *what)
{
	machine_found(mc_machine, running(), FINDING_ASSERTION, 0, "%s", what);
	return ASK;
}

int rt_verifier_assert(int condition)
{
	return condition ? give_result(0)
			 : failure("assertion failed: __VERIFIER_assert");
}

int rt_verifier_error(void)
{
	return failure("calls __VERIFIER_error");
}

/* Only where the model does not define it itself. */
int rt_reach_error(void)
{
	return failure("calls reach_error");
}

static int any_below(uint32_t count)
{
	new_operation(OP_CHOOSE, 0)->size = count;
	return ASK;
}

int rt_nondet_bool(void)
{
	return any_below(2);
}

/* The caller takes the low byte, signed or not. */
int rt_nondet_char(void)
{
	return any_below(256);
}

int rt_atomic_begin(void)
{
	return ask(OP_ATOMIC_BEGIN, 0);
}

int rt_atomic_end(void)
{
	return ask(OP_ATOMIC_END, 0);
}
