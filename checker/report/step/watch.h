/* The values of variables at a moment, as steps have read or written them. */
#ifndef MCHECK_REPORT_STEP_WATCH_H
#define MCHECK_REPORT_STEP_WATCH_H

#include "base/process.h"
#include "report/step/moment.h"

/* Appends a line "    counter = 1      T2 worker, step 3" for each variable
 * that is chosen; when none is, for those that were used last. */
void watch_values(const struct moment *moment, const struct words *chosen,
		  struct text *text);

/* Does some step of the story use a variable of this name? */
bool watch_knows(const struct story *story, const char *name);

#endif
