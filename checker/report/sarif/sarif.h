/* Results in SARIF 2.1.0 (OASIS, 2020), which editors and code hosts read. */
#ifndef MCHECK_REPORT_SARIF_SARIF_H
#define MCHECK_REPORT_SARIF_SARIF_H

#include "report/facts/answer.h"
#include "report/facts/facts.h"

/* The results of one model. */
void sarif_report(const struct facts *facts, struct text *text);

/* One run that has all results. */
void sarif_document(const struct answers *answers, struct text *text);

#endif
