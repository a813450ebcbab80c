/* What is told of a search that ended at a limit. */
#ifndef MCHECK_REPORT_TEXT_LIMIT_H
#define MCHECK_REPORT_TEXT_LIMIT_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends all of it, but for the notes and the verdict line. */
void limit_report(const struct facts *facts, struct text *text);

#endif
