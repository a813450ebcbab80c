/* What looks like synchronisation in a data race, and is none. */
#ifndef MCHECK_REPORT_TEXT_NO_ORDER_H
#define MCHECK_REPORT_TEXT_NO_ORDER_H

#include "report/text/page.h"

void report_no_order(struct page *page);

#endif
