/* What looks like synchronisation in a data race, and is none. */
#ifndef MCHECK_REPORT_NO_ORDER_H
#define MCHECK_REPORT_NO_ORDER_H

#include "report/report.h"

/* Says where one of the two threads sleeps or yields before its access, and
 * when the variable is volatile; else appends nothing. */
void report_no_order(const struct report *report,
		     const struct execution *execution, struct text *text);

#endif
