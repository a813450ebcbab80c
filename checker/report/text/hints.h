/* What would mend the model. */
#ifndef MCHECK_REPORT_TEXT_HINTS_H
#define MCHECK_REPORT_TEXT_HINTS_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends the hints, a heading before them; nothing if there are none. */
void report_hints(const struct facts *facts, struct text *text);

#endif
