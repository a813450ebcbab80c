/* Strings in XML 1.0. */
#include "report/junit/xml.h"

#include <stdbool.h>
#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"

/* Two characters that UTF-8 has, and XML has not. */
static bool is_none(uint32_t character)
{
	return character == 0xfffe || character == 0xffff;
}

static void add_character(struct text *text, uint32_t character)
{
	const char *entity = markup_entity(character);

	if (entity)
		text_add(text, entity);
	else
		utf8_add(text, is_none(character) ? UTF8_INVALID : character);
}

static void add(struct text *text, const char *bytes, size_t length,
		bool is_value)
{
	size_t used;

	for (size_t i = 0; i < length; i += used) {
		uint32_t character = utf8_read(bytes + i, length - i, &used);
		bool space = character == '\n' || character == '\t';

		if (space && is_value)
			text_addf(text, "&#%u;", (unsigned)character);
		else if (!space && utf8_is_control(character))
			utf8_add(text, UTF8_INVALID);
		else
			add_character(text, character);
	}
}

void xml_add(struct text *text, const char *bytes, size_t length)
{
	add(text, bytes, length, false);
}

void xml_attribute(struct text *text, const char *name, const char *value)
{
	text_addf(text, " %s=\"", name);
	add(text, value, strlen(value), true);
	text_add(text, "\"");
}
