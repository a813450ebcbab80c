/* What scanf does, wherever its input comes from. */
#ifndef MCHECK_RUNTIME_LIBC_SCAN_H
#define MCHECK_RUNTIME_LIBC_SCAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

struct scanned {
	uint64_t used; /* bytes of the input */
	bool met_end;  /* it looked for more */
	int result;    /* as scanf returns it */
};

/* Scans `text`, `length` bytes with a zero byte behind them, by the model's
 * format, which may be read, and stores.  False when the function that calls
 * this must return ASK; then nothing has happened. */
bool scan_all(const char *text, uint64_t length, uint64_t format,
	      va_list arguments, struct scanned *scanned);

#endif
