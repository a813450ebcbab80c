/* Text that does a terminal no harm. */
#include "report/text/plain.h"

#include <stdbool.h>

#include "base/utf8.h"

/* Nobody reads more of a line. */
#define MOST 200u

void plain_add_cut(struct text *text, const char *bytes, size_t length)
{
	size_t end = 0, used;

	if (length <= MOST) {
		text_add_bytes(text, bytes, length);
		return;
	}
	while (end < MOST) {
		utf8_read(bytes + end, length - end, &used);
		end += used;
	}
	text_add_bytes(text, bytes, end);
	text_add(text, " ...");
}

void plain_make(struct text *text, size_t from)
{
	struct text plain = {0};
	size_t used;

	for (size_t i = from; i < text->length; i += used) {
		uint32_t character =
			utf8_read(text->bytes + i, text->length - i, &used);
		bool is_end = character == '\n';

		utf8_add(&plain, !is_end && utf8_is_control(character)
					 ? '?'
					 : character);
	}
	text->length = from;
	text_add_bytes(text, text_string(&plain), plain.length);
	text_free(&plain);
}
