/* The report in text, for a terminal of 80 columns. */
#ifndef MCHECK_REPORT_TEXT_REPORT_H
#define MCHECK_REPORT_TEXT_REPORT_H

#include "report/text/page.h"

/* Appends the whole report, up to and with the verdict line. */
void report_write(const struct facts *facts, struct text *text);

/* Appends what is wrong, in a clause: "data race on counter". */
void report_clause(struct page *page, struct text *text);

#endif
