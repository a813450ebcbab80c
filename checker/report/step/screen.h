/* One moment of an execution, on a screen of 80 columns. */
#ifndef MCHECK_REPORT_STEP_SCREEN_H
#define MCHECK_REPORT_STEP_SCREEN_H

#include "report/step/watch.h"

/* Appends the step, the source around it, threads, locks and values.  All
 * threads, or only so many as fit. */
void screen_write(const struct moment *moment, const struct words *chosen,
		  bool all_threads, struct text *text);

/* Appends a line for each thread. */
void screen_threads(const struct moment *moment, bool all, struct text *text);

#endif
