/* The rules in SARIF: classes of findings, warnings, and the limit. */
#ifndef MCHECK_REPORT_SARIF_SARIF_RULE_H
#define MCHECK_REPORT_SARIF_SARIF_RULE_H

#include "report/json/json.h"

/* All of them, as the member "rules". */
void sarif_rules(struct json *json);

/* The members of a result that say which rule it is about. */
void sarif_rule(struct json *json, const char *id);

#endif
