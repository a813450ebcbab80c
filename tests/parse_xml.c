/* Looks whether a text is well-formed XML. */
#include "parse_xml.h"

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

#define DEEPEST 16

struct parser {
	const char *start, *at, *end;
	struct {
		const char *name;
		size_t length;
	} open[DEEPEST];
	int depth;
};

static bool take(struct parser *parser, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(parser->end - parser->at) < length ||
	    memcmp(parser->at, word, length) != 0)
		return false;
	parser->at += length;
	return true;
}

static size_t name_length(const struct parser *parser)
{
	return strspn(parser->at, "abcdefghijklmnopqrstuvwxyz-");
}

static bool take_reference(struct parser *parser)
{
	return take(parser, "&amp;") || take(parser, "&lt;") ||
	       take(parser, "&gt;") || take(parser, "&quot;") ||
	       take(parser, "&#10;") || take(parser, "&#9;");
}

/* A character of text or of a value. */
static bool take_character(struct parser *parser)
{
	size_t used;
	uint32_t character = utf8_read(
		parser->at, (size_t)(parser->end - parser->at), &used);

	if (character == '&')
		return take_reference(parser);
	if (character == '<' || character == 0xfffe || character == 0xffff ||
	    (character == UTF8_INVALID && used == 1) ||
	    (utf8_is_control(character) && character != '\n' &&
	     character != '\t'))
		return false;
	parser->at += used;
	return true;
}

static bool take_attribute(struct parser *parser)
{
	size_t length;

	if (!take(parser, " "))
		return false;
	length = name_length(parser);
	parser->at += length;
	if (!length || !take(parser, "=\""))
		return false;
	while (!take(parser, "\""))
		if (parser->at == parser->end || !take_character(parser))
			return false;
	return true;
}

static bool take_start(struct parser *parser)
{
	size_t length = name_length(parser);

	if (!length || parser->depth == DEEPEST)
		return false;
	parser->open[parser->depth].name = parser->at;
	parser->open[parser->depth++].length = length;
	parser->at += length;
	while (*parser->at == ' ')
		if (!take_attribute(parser))
			return false;
	if (take(parser, "/>")) {
		parser->depth--;
		return true;
	}
	return take(parser, ">");
}

static bool take_stop(struct parser *parser)
{
	size_t length = name_length(parser);

	if (parser->depth == 0)
		return false;
	parser->depth--;
	if (length != parser->open[parser->depth].length ||
	    memcmp(parser->at, parser->open[parser->depth].name, length) != 0)
		return false;
	parser->at += length;
	return take(parser, ">");
}

static bool take_element(struct parser *parser)
{
	if (!take(parser, "<") || !take_start(parser))
		return false;
	while (parser->depth > 0) {
		bool good = take(parser, "</")  ? take_stop(parser)
			    : take(parser, "<") ? take_start(parser)
						: take_character(parser);

		if (!good || parser->at == parser->end)
			return false;
	}
	return true;
}

void expect_xml(const struct text *text)
{
	const char *bytes = text_string(text);
	struct parser parser = {
		.start = bytes, .at = bytes, .end = bytes + text->length};
	bool good = take(&parser, "<?xml version=\"1.0\" "
				  "encoding=\"UTF-8\"?>\n") &&
		    take_element(&parser) && take(&parser, "\n") &&
		    parser.at == parser.end;

	ck_assert_msg(good, "no XML at byte %td: %.40s", parser.at - bytes,
		      parser.at);
}
