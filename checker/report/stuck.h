/* Deadlocks in words: cycles of threads, signals that came too early. */
#ifndef MCHECK_REPORT_STUCK_H
#define MCHECK_REPORT_STUCK_H

#include "report/report.h"

/* Below what each thread waits for: how that comes to be for ever.  Appends
 * nothing when there is nothing to say. */
void report_stuck(const struct report *report,
		  const struct execution *execution, struct text *text);

#endif
