/* Strings in XML 1.0. */
#include "report/junit/xml.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static void add_character(struct text *text, uint32_t character)
{
	switch (character) {
	case '&':
		text_add(text, "&amp;");
		break;
	case '<':
		text_add(text, "&lt;");
		break;
	case '>':
		text_add(text, "&gt;");
		break;
	case '"':
		text_add(text, "&quot;");
		break;
	case 0xfffe:
	case 0xffff:
		utf8_add(text, UTF8_INVALID);
		break;
	default:
		utf8_add(text, character);
	}
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
