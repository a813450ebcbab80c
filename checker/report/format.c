/* The formats of a report. */
#include "report/format.h"

#include <string.h>

#include "report/dot/dot.h"
#include "report/text/report.h"

static const struct {
	const char *name;
	format_writer *write;
} formats[] = {
	{"text", report_write},
	{"dot", dot_write},
};

format_writer *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return formats[i].write;
	return NULL;
}
