/* Sentences on lines of a terminal. */
#include "report/text/wrap.h"

#include <string.h>

void wrap_add(struct text *text, const char *indent, const char *words)
{
	size_t start = text->length;

	text_add(text, indent);
	wrap_behind(text, start, indent, words);
}

void wrap_behind(struct text *text, size_t start, const char *indent,
		 const char *words)
{
	const char *first = words;

	while (*words) {
		size_t length = strcspn(words, " ");
		size_t used = text->length - start;

		if (used + length > WRAP_COLUMNS && words != first &&
		    used > strlen(indent) + 2) {
			text->length -= text->bytes[text->length - 1] == ' ';
			text_add(text, "\n");
			start = text->length;
			text_addf(text, "%s  ", indent);
		}
		text_add_bytes(text, words, length);
		words += length;
		if (*words == ' ')
			text_add(text, " ");
		words += strspn(words, " ");
	}
	text_add(text, "\n");
}
