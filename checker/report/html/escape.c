/* Any bytes as text of a page. */
#include "report/html/escape.h"

#include <stdbool.h>

#include "base/markup.h"
#include "base/utf8.h"

/* Does it turn the direction of what follows, so that a reader sees it in
 * another order than the compiler? */
static bool turns_direction(uint32_t character)
{
	return (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

static bool is_plain(uint32_t character)
{
	return character == '\n' || character == '\t' ||
	       !(utf8_is_control(character) || turns_direction(character));
}

static void add_character(struct text *text, uint32_t character)
{
	const char *entity = markup_entity(character);

	if (entity)
		text_add(text, entity);
	else
		utf8_add(text, is_plain(character) ? character : UTF8_INVALID);
}

void html_escape(struct text *text, const char *bytes, size_t length)
{
	size_t used;

	for (size_t i = 0; i < length; i += used)
		add_character(text, utf8_read(bytes + i, length - i, &used));
}

void html_words(struct text *text, struct text *words)
{
	html_escape(text, text_string(words), words->length);
	text_free(words);
}
