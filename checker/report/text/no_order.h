/* Why nothing orders the accesses of a data race: locks, atomics, and what only
 * looks like synchronisation. */
#ifndef MCHECK_REPORT_TEXT_NO_ORDER_H
#define MCHECK_REPORT_TEXT_NO_ORDER_H

#include "report/text/page.h"

/* Which locks the thread holds at its access, if one of the two holds any. */
void report_locks(struct page *page, const struct access_fact *access);

void report_no_order(struct page *page);

#endif
