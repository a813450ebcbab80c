/* Lines of the model's files, to be shown on a terminal. */
#ifndef MCHECK_REPORT_STEP_SOURCE_H
#define MCHECK_REPORT_STEP_SOURCE_H

#include "report/facts/story.h"

/* Appends the lines around the place, that one marked; nothing when the file
 * cannot be read. */
void source_around(const struct place *place, struct text *text);

/* Appends one line of at most that many columns, cut where it is longer;
 * without its newline, and without anything that would move the cursor. */
void source_add_line(struct text *text, const char *bytes, size_t length,
		     size_t columns);

#endif
