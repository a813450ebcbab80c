/* What is told of a search that ended at a limit. */
#ifndef MCHECK_REPORT_LIMIT_H
#define MCHECK_REPORT_LIMIT_H

#include "report/report.h"

/* The name of a limit, as in the verdict line. */
const char *limit_name(enum limit limit);

/* Appends all of it, but for the notes and the verdict line. */
void limit_report(const struct report *report, const struct outcome *outcome,
		  struct text *text);

#endif
