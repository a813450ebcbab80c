/* A livelock in words: who goes round, and what it looks at there. */
#ifndef MCHECK_REPORT_ROUND_H
#define MCHECK_REPORT_ROUND_H

#include "report/report.h"

/* Does the thread go on in the loop of this livelock? */
bool report_goes_round(const struct execution *execution, int thread);

/* That it does, where, and which variables it reads again and again. */
void report_round(const struct report *report,
		  const struct execution *execution, int thread,
		  struct text *text);

/* What is to be said of all that go round. */
void report_rounds(const struct execution *execution, struct text *text);

#endif
