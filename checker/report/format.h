/* The formats of a report.  Each is a writer, in a file of its own, that sees
 * the facts and nothing else, and a line in the table of format.c. */
#ifndef MCHECK_REPORT_FORMAT_H
#define MCHECK_REPORT_FORMAT_H

#include "base/text.h"
#include "report/facts/answer.h"
#include "report/facts/facts.h"

struct format {
	const char *name;
	bool picture; /* for a file of its own, with an option of its own */
	/* Appends the report to the text. */
	void (*write)(const struct facts *facts, struct text *text);
	/* Appends a document that has all reports; NULL: each is whole. */
	void (*document)(const struct answers *answers, struct text *text);
};

/* NULL: there is none of this name. */
const struct format *format_find(const char *name);

/* Appends "text, json or junit": those that are no pictures. */
void format_names(struct text *text);

#endif
