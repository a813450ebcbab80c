/* What SARIF 2.1.0 asks of a log. */
#ifndef MCHECK_TESTS_CHECK_SARIF_H
#define MCHECK_TESTS_CHECK_SARIF_H

#include "parse_json.h"

/* The log keeps the rules; else the test fails.  Returns its only run. */
const struct node *expect_sarif(const struct node *log);

#endif
