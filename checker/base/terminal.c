/* What the terminal is like that a stream may go to. */
#include "base/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *terminal_clear_line(int file)
{
	const char *kind = getenv("TERM");
	int error = errno; /* for who is about to tell of it */
	int is = isatty(file);

	errno = error;
	return is && !(kind && strcmp(kind, "dumb") == 0) ? "\r\033[K" : "";
}

unsigned terminal_columns(int file)
{
	struct winsize size;

	return ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col
								  : 80;
}
