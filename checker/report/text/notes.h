/* Notes below a verdict without a finding: what is no mistake that was seen to
 * happen, but may be one all the same. */
#ifndef MCHECK_REPORT_TEXT_NOTES_H
#define MCHECK_REPORT_TEXT_NOTES_H

#include "base/text.h"
#include "report/facts/facts.h"

void report_notes(const struct facts *facts, struct text *text);

/* One of them on one line, without the word "Note" before it. */
void report_note_line(const struct facts *facts, uint32_t index,
		      struct text *text);

#endif
