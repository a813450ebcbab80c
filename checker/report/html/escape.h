/* Any bytes as text of a page. */
#ifndef MCHECK_REPORT_HTML_ESCAPE_H
#define MCHECK_REPORT_HTML_ESCAPE_H

#include "base/text.h"

/* Appends them so that they are text, also in a quoted attribute: no mark, no
 * control character but tabs and ends of lines, and UTF-8. */
void html_escape(struct text *text, const char *bytes, size_t length);

/* The same, of a text, which is freed. */
void html_words(struct text *text, struct text *words);

#endif
