/* Steps in words. */
#ifndef MCHECK_REPORT_TEXT_EVENT_H
#define MCHECK_REPORT_TEXT_EVENT_H

#include "report/text/page.h"

/* What happened, as a clause: "locks m", "writes counter: 0 -> 1". */
void report_event(struct page *page, const struct step *step,
		  struct text *text);

/* What a call that fails returns, or sets errno to: "busy (EBUSY)". */
const char *report_error(int error);

#endif
