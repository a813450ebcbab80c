/* Which constants would make a model smaller. */
#ifndef MCHECK_REPORT_TEXT_SMALLER_H
#define MCHECK_REPORT_TEXT_SMALLER_H

#include "base/process.h"
#include "base/text.h"

/* Appends "-DN=4 or -DK=8": macros that are numbers and can be given with -D,
 * with smaller values.  They are those of `flags`, and in the files (named one
 * a line) those of this form:
 *
 *	#ifndef N
 *	#define N 8
 *	#endif
 */
void smaller_find(const struct words *flags, const char *files,
		  struct text *text);

#endif
