/* The report as one page of HTML, that needs nothing else: no network, and
 * no scripts to be read. */
#ifndef MCHECK_REPORT_HTML_HTML_H
#define MCHECK_REPORT_HTML_HTML_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends the page. */
void html_write(const struct facts *facts, struct text *text);

#endif
