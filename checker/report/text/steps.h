/* The steps of an execution, numbered, a line each. */
#ifndef MCHECK_REPORT_TEXT_STEPS_H
#define MCHECK_REPORT_TEXT_STEPS_H

#include "report/text/page.h"

/* The last ones, and of a livelock where its loop begins.  What repeats is
 * shown once. */
void report_steps(struct page *page);

#endif
