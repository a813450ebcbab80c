/* The source on the page. */
#include "report/html/source.h"

#include <string.h>

#include "report/html/escape.h"

/* Of a line, and of a file. */
#define BYTES_SHOWN 2000u
#define LINES_SHOWN 10000u

static void add_line(const char *line, size_t length, struct text *text)
{
	bool cut = length > BYTES_SHOWN;

	text_add(text, "<li><code>");
	html_escape(text, line, cut ? BYTES_SHOWN : length);
	text_add(text, cut ? "...</code></li>\n" : "</code></li>\n");
}

static void add_file(const struct source_fact *source, struct text *text)
{
	const char *at = source->text, *end = at + source->length;

	text_add(text, "<section class=\"file\"><h3>");
	html_escape(text, source->path, strlen(source->path));
	text_add(text, "</h3>\n<ol>\n");
	for (unsigned i = 0; at < end && i < LINES_SHOWN; i++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop ? stop : end) - at);

		add_line(at, length - (length && at[length - 1] == '\r'), text);
		at += length + 1;
	}
	text_add(text, "</ol></section>\n");
}

void html_sources(const struct facts *facts, struct text *text)
{
	if (facts->source_count == 0)
		return;
	text_add(text,
		 "<section id=\"source\" aria-labelledby=\"source-title\">"
		 "\n<h2 id=\"source-title\">The source</h2>\n"
		 "<div class=\"files\">\n");
	for (uint32_t i = 0; i < facts->source_count; i++)
		add_file(&facts->sources[i], text);
	text_add(text, "</div></section>\n");
}
