/* Two of the three voices in which mcheck speaks of trouble. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void say(const char *voice, const char *format, va_list arguments)
{
	fflush(stdout);
	fputs(voice, stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void error_exit(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("mcheck: ", format, arguments);
	va_end(arguments);
	_exit(EXIT_ENVIRONMENT);
}

void error_warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("mcheck: ", format, arguments);
	va_end(arguments);
}

void error_bug(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "mcheck bug: %s:%d: ", file, line);
	va_start(arguments, format);
	say("", format, arguments);
	va_end(arguments);
	_exit(EXIT_BUG);
}
