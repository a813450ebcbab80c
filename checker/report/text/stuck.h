/* Deadlocks in words: cycles of threads, signals that came too early. */
#ifndef MCHECK_REPORT_TEXT_STUCK_H
#define MCHECK_REPORT_TEXT_STUCK_H

#include "report/text/page.h"

void report_stuck(struct page *page);

#endif
