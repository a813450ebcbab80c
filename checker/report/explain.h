/* What the classes of findings and the warnings are: the pages of
 * docs/classes.md, carried inside the executable. */
#ifndef MCHECK_REPORT_EXPLAIN_H
#define MCHECK_REPORT_EXPLAIN_H

#include <stdbool.h>

#include "base/text.h"

/* Appends a line for each page. */
void explain_list(struct text *text);

/* Appends the page of that name, as plain text.  False when there is none; then
 * `advice`, which the caller frees, gets the name that was probably meant, or
 * else all names. */
bool explain_page(const char *name, struct text *text, struct text *advice);

#endif
