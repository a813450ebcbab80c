/* Results as JUnit's XML, which systems that run tests read: a test case for
 * each model. */
#ifndef MCHECK_REPORT_JUNIT_JUNIT_H
#define MCHECK_REPORT_JUNIT_JUNIT_H

#include "report/facts/answer.h"
#include "report/facts/facts.h"

/* A model's test case. */
void junit_report(const struct facts *facts, struct text *text);

void junit_document(const struct answers *answers, struct text *text);

#endif
