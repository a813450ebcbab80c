/* An execution as a code flow in SARIF. */
#ifndef MCHECK_REPORT_SARIF_SARIF_FLOW_H
#define MCHECK_REPORT_SARIF_SARIF_FLOW_H

#include "report/json/json.h"
#include "report/text/page.h"

/* A thread flow for each thread that does something; the numbers of the steps
 * tell how they are interleaved.  Nothing if there are no steps. */
void sarif_flow(struct json *json, struct page *page, const char *message);

#endif
