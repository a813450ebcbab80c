/* What random executions covered, in words. */
#ifndef MCHECK_REPORT_TEXT_RANDOM_H
#define MCHECK_REPORT_TEXT_RANDOM_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends how many executions there were, and with what probability they
 * missed a bug of which depth. */
void report_random(const struct facts *facts, struct text *text);

/* Appends which execution had the finding. */
void report_found(const struct facts *facts, struct text *text);

/* Appends a probability in percent, rounded up to one decimal. */
void report_percent(double probability, struct text *text);

#endif
