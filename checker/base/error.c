/* Two of the three voices in which mcheck speaks of trouble. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/terminal.h"

/* The progress line may stand where the message goes, even if another process
 * has written it. */
static void say(const char *format, va_list arguments)
{
	fflush(stdout);
	fprintf(stderr, "%smcheck: ", terminal_clear_line(2));
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void error_exit(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	_exit(EXIT_ENVIRONMENT);
}

void error_warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

void error_bug(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fprintf(stderr, "%smcheck bug: %s:%d: ", terminal_clear_line(2), file,
		line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	_exit(EXIT_BUG);
}
