/* The source on the page. */
#ifndef MCHECK_REPORT_HTML_SOURCE_H
#define MCHECK_REPORT_HTML_SOURCE_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends a section for each file, with a list of its lines. */
void html_sources(const struct facts *facts, struct text *text);

#endif
