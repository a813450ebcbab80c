/* The steps of an execution, numbered, a line each. */
#ifndef MCHECK_REPORT_STEPS_H
#define MCHECK_REPORT_STEPS_H

#include "report/report.h"

/* How many there are to show. */
unsigned report_step_count(const struct execution *execution);

/* "   3. T2 worker   locks a                              x.c:12" */
void report_step(const struct report *report, const struct execution *execution,
		 const struct event *event, unsigned number, struct text *text);

/* The last ones, and of a livelock where its loop begins.  What repeats is
 * shown once. */
void report_steps(const struct report *report,
		  const struct execution *execution, struct text *text);

#endif
