/* The report as a JSON document: docs/json.md says what is in it. */
#ifndef MCHECK_REPORT_JSON_JSON_REPORT_H
#define MCHECK_REPORT_JSON_JSON_REPORT_H

#include "base/text.h"
#include "report/facts/answer.h"
#include "report/facts/facts.h"

void json_report(const struct facts *facts, struct text *text);

/* Of one model its report, of several a document that has theirs. */
void json_document(const struct answers *answers, struct text *text);

#endif
