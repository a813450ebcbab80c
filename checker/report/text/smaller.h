/* Which constants would make a model smaller. */
#ifndef MCHECK_REPORT_TEXT_SMALLER_H
#define MCHECK_REPORT_TEXT_SMALLER_H

#include <stdint.h>

#include "base/process.h"
#include "base/text.h"

/* Appends what to do with macros that are numbers, of `least` or more: "make
 * the model smaller: try -DN=4 or -DK=8", for those that can be given with -D,
 * which are those of `flags`, and in the files (named one a line) those of this
 * form:
 *
 *	#ifndef N
 *	#define N 8
 *	#endif
 *
 * If there are none: "make JOBS, at x.c:7, smaller", for others by which some
 * loop is bounded. */
void smaller_find(const struct words *flags, const char *files, uint64_t least,
		  struct text *text);

#endif
