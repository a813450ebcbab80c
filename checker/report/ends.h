/* Who has used the channel that a thread waits at. */
#ifndef MCHECK_REPORT_ENDS_H
#define MCHECK_REPORT_ENDS_H

#include "report/report.h"

/* Appends a line on both ends of the channel that the thread waits at;
 * nothing when it waits for something else. */
void report_ends(const struct report *report, const struct execution *execution,
		 int thread, struct text *text);

/* Appends a line on what a thread that selects waits for. */
void report_cases(const struct report *report,
		  const struct execution *execution,
		  const struct thread_view *view, struct text *text);

#endif
