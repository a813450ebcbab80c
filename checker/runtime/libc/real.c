/* Floating point: functions that return such numbers, or write through
 * pointers what they compute. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "runtime/functions.h"
#include "runtime/libc/libc.h"
#include "runtime/hooks/again.h"

int give_real(uint64_t bits)
{
	if (machine_over(mc_machine))
		return ASK;
	mc_cross.sp -= CROSS_RETURN;
	*(uint64_t *)(uintptr_t)mc_cross.sp =
		(uint64_t)(uintptr_t)cross_real_return;
	if (mc_cross.sp < mc_cross.low)
		mc_cross.low = mc_cross.sp;
	mc_cross.result[0] = bits;
	mc_cross.result[1] = 0;
	return CALL;
}

static int give_float(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	return give_real(bits);
}

/* The number's text, and where its end is written to, if it is asked for. */
static bool may_convert(uint64_t string, uint64_t end_at)
{
	uint64_t length;

	return read_string(string, &length) &&
	       (!end_at || may_write(end_at, 8));
}

static void put_end(uint64_t end_at, const char *end)
{
	if (errno)
		set_errno(errno);
	if (end_at)
		memory_put(mc_machine, end_at, 8,
			   (struct wide){(uint64_t)(uintptr_t)end, 0});
}

int rt_strtod(uint64_t string, uint64_t end_at)
{
	double value;
	char *end;

	if (!may_convert(string, end_at))
		return ASK;
	errno = 0;
	value = strtod(text_at(string), &end);
	put_end(end_at, end);
	return give_double(value);
}

int rt_strtof(uint64_t string, uint64_t end_at)
{
	float value;
	char *end;

	if (!may_convert(string, end_at))
		return ASK;
	errno = 0;
	value = strtof(text_at(string), &end);
	put_end(end_at, end);
	return give_float(value);
}

int rt_atof(uint64_t string)
{
	return rt_strtod(string, 0);
}

int rt_frexp(uint64_t exponent_at)
{
	double x = call_real();
	int exponent;

	if (!may_write(exponent_at, 4))
		return ASK;
	x = frexp(x, &exponent);
	memory_put(mc_machine, exponent_at, 4,
		   (struct wide){(uint64_t)exponent, 0});
	return give_double(x);
}

int rt_modf(uint64_t whole_at)
{
	double x = call_real(), whole;
	struct wide bits = {0, 0};

	if (!may_write(whole_at, 8))
		return ASK;
	x = modf(x, &whole);
	memcpy(&bits.low, &whole, sizeof whole);
	memory_put(mc_machine, whole_at, 8, bits);
	return give_double(x);
}
