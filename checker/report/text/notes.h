/* Notes below a verdict without a finding: what is no mistake that was seen to
 * happen, but may be one all the same. */
#ifndef MCHECK_REPORT_TEXT_NOTES_H
#define MCHECK_REPORT_TEXT_NOTES_H

#include "base/text.h"
#include "report/facts/facts.h"

void report_notes(const struct facts *facts, struct text *text);

#endif
