/* A call that libc does not allow. */
#include <stdarg.h>
#include <stdio.h>

#include "runtime/libc/libc.h"

int misuse(const char *format, ...)
{
	char what[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(what, sizeof what, format, arguments);
	va_end(arguments);
	machine_found(mc_machine, running(), FINDING_MISUSE, 0, "%s", what);
	return ASK;
}
