/* Notes below a verdict without a finding: what is no mistake that was seen to
 * happen, but may be one all the same. */
#ifndef MCHECK_REPORT_NOTES_H
#define MCHECK_REPORT_NOTES_H

#include "report/report.h"

void report_notes(const struct report *report, const struct outcome *outcome,
		  struct text *text);

#endif
