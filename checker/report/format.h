/* The formats of a report.  Each is a writer, in a file of its own, that sees
 * the facts and nothing else, and a line in the table of format.c. */
#ifndef MCHECK_REPORT_FORMAT_H
#define MCHECK_REPORT_FORMAT_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends the report to the text. */
typedef void format_writer(const struct facts *facts, struct text *text);

/* The writer of the format with this name; NULL: there is none. */
format_writer *format_find(const char *name);

#endif
