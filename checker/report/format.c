/* The formats of a report. */
#include "report/format.h"

#include <string.h>

#include "report/dot/dot.h"
#include "report/html/html.h"
#include "report/json/json_report.h"
#include "report/junit/junit.h"
#include "report/sarif/sarif.h"
#include "report/text/report.h"

/* Pictures come last. */
static const struct format formats[] = {
	{"text", false, report_write, NULL},
	{"json", false, json_report, json_document},
	{"sarif", false, sarif_report, sarif_document},
	{"junit", false, junit_report, junit_document},
	{"dot", true, dot_write, NULL},
	{"html", true, html_write, NULL},
};

#define COUNT (sizeof formats / sizeof *formats)

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

void format_names(struct text *text)
{
	for (size_t i = 0; i < COUNT && !formats[i].picture; i++)
		text_addf(text, "%s%s",
			  i == 0                   ? ""
			  : formats[i + 1].picture ? " or "
						   : ", ",
			  formats[i].name);
}
