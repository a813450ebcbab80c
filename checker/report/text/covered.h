/* What a search covered, in words. */
#ifndef MCHECK_REPORT_TEXT_COVERED_H
#define MCHECK_REPORT_TEXT_COVERED_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends "1 state", "3 states". */
void report_count(uint64_t count, const char *noun, struct text *text);

/* Appends "3 states, 4 transitions", or executions where those count. */
void report_covered(const struct facts *facts, struct text *text);

#endif
