/* Sentences on lines of a terminal. */
#ifndef MCHECK_REPORT_TEXT_WRAP_H
#define MCHECK_REPORT_TEXT_WRAP_H

#include "base/text.h"

#define WRAP_COLUMNS 78u

/* Appends the words as lines of at most WRAP_COLUMNS columns, each after
 * `indent`, the later ones two columns further in. */
void wrap_add(struct text *text, const char *indent, const char *words);

/* The same for words of which some are there: the line that they are on begins
 * at this byte.  The first of the words stays on it. */
void wrap_behind(struct text *text, size_t start, const char *indent,
		 const char *words);

#endif
