/* Livelocks in words. */
#ifndef MCHECK_REPORT_TEXT_ROUND_H
#define MCHECK_REPORT_TEXT_ROUND_H

#include "report/text/page.h"

/* Appends that the thread goes round, and what it looks at. */
void report_round(struct page *page, int thread);

/* Appends what kind of livelock it is, in a clause. */
void report_livelock(struct page *page, struct text *text);

/* Appends what holds for all of them together. */
void report_rounds(struct page *page);

#endif
