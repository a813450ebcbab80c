/* A small and strict parser of JSON. */
#include "parse_json.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

#define DEEPEST 64

struct parser {
	const char *start, *at, *end;
	int depth;
};

static void skip_space(struct parser *parser)
{
	while (parser->at < parser->end && strchr(" \t\n\r", *parser->at) &&
	       *parser->at)
		parser->at++;
}

static bool take(struct parser *parser, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(parser->end - parser->at) < length ||
	    memcmp(parser->at, word, length) != 0)
		return false;
	parser->at += length;
	return true;
}

/* Four digits of \uXXXX. */
static bool take_hexadecimal(struct parser *parser, uint32_t *number)
{
	char digits[5] = "";

	if (parser->end - parser->at < 4)
		return false;
	memcpy(digits, parser->at, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return false;
	*number = (uint32_t)strtoul(digits, NULL, 16);
	parser->at += 4;
	return true;
}

static bool take_escape(struct parser *parser, struct text *string)
{
	static const char marks[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *mark;
	uint32_t number;

	if (take(parser, "u")) {
		if (!take_hexadecimal(parser, &number) ||
		    (number >= 0xd800 && number < 0xe000))
			return false;
		utf8_add(string, number);
		return true;
	}
	if (parser->at == parser->end || !*parser->at)
		return false;
	mark = strchr(marks, *parser->at);
	if (!mark)
		return false;
	text_add_bytes(string, &meanings[mark - marks], 1);
	parser->at++;
	return true;
}

/* A character as it is: no control, and UTF-8. */
static bool take_character(struct parser *parser, struct text *string)
{
	size_t used;
	uint32_t character = utf8_read(
		parser->at, (size_t)(parser->end - parser->at), &used);

	if (character < 0x20 || (character == UTF8_INVALID && used == 1))
		return false;
	text_add_bytes(string, parser->at, used);
	parser->at += used;
	return true;
}

static bool take_string(struct parser *parser, struct text *string)
{
	text_add(string, "");
	if (!take(parser, "\""))
		return false;
	while (!take(parser, "\"")) {
		if (parser->at == parser->end)
			return false;
		if (take(parser, "\\") ? !take_escape(parser, string)
				       : !take_character(parser, string))
			return false;
	}
	return true;
}

static bool take_number(struct parser *parser, struct text *string)
{
	size_t length;

	if (take(parser, "-"))
		text_add(string, "-");
	length = strspn(parser->at, "0123456789");
	if (!length || (length > 1 && *parser->at == '0'))
		return false;
	length = strspn(parser->at, "0123456789.");
	text_add_bytes(string, parser->at, length);
	parser->at += length;
	return true;
}

static struct node *take_value(struct parser *parser);

/* Members, or elements, up to the closing bracket. */
static bool take_contents(struct parser *parser, struct node *node)
{
	const char *close = node->kind == '{' ? "}" : "]";
	struct node **last = &node->first;
	struct text name = {0};

	skip_space(parser);
	if (take(parser, close))
		return true;
	do {
		skip_space(parser);
		if (node->kind == '{') {
			if (!take_string(parser, &name))
				return false;
			skip_space(parser);
			if (!take(parser, ":"))
				return false;
		}
		*last = take_value(parser);
		if (!*last)
			return false;
		(*last)->name = name.bytes;
		name = (struct text){0};
		last = &(*last)->next;
		skip_space(parser);
	} while (take(parser, ","));
	return take(parser, close);
}

static bool take_by_kind(struct parser *parser, struct node *node)
{
	switch (node->kind) {
	case '{':
	case '[':
		parser->at++;
		return take_contents(parser, node);
	case '"':
		return take_string(parser, &node->string);
	case 't':
		return take(parser, "true");
	case 'f':
		return take(parser, "false");
	case 'n':
		return take(parser, "null");
	default:
		node->kind = '0';
		return take_number(parser, &node->string);
	}
}

/* NULL: there is none. */
static struct node *take_value(struct parser *parser)
{
	struct node *node = mem_alloc(sizeof *node);
	bool good;

	skip_space(parser);
	good = parser->at < parser->end && parser->depth < DEEPEST;
	if (good) {
		node->kind = *parser->at;
		parser->depth++;
		good = take_by_kind(parser, node);
		parser->depth--;
	}
	if (good)
		return node;
	json_free(node);
	return NULL;
}

struct node *json_parse(const struct text *text, char why[80])
{
	const char *bytes = text_string(text);
	struct parser parser = {bytes, bytes, bytes + text->length, 0};
	struct node *node = take_value(&parser);

	skip_space(&parser);
	if (node && parser.at == parser.end)
		return node;
	snprintf(why, 80, "no JSON at byte %td: %.20s", parser.at - bytes,
		 parser.at);
	json_free(node);
	return NULL;
}

void json_free(struct node *node)
{
	while (node) {
		struct node *next = node->next;

		json_free(node->first);
		text_free(&node->string);
		mem_free(node->name);
		mem_free(node);
		node = next;
	}
}

static const struct node *member(const struct node *node, const char *name,
				 size_t length)
{
	for (node = node->first; node; node = node->next)
		if (node->name && strlen(node->name) == length &&
		    memcmp(node->name, name, length) == 0)
			return node;
	return NULL;
}

static const struct node *element(const struct node *node, unsigned long index)
{
	for (node = node->first; node && index > 0; index--)
		node = node->next;
	return node;
}

const struct node *json_find(const struct node *node, const char *path)
{
	while (node && *path) {
		size_t length = strcspn(path, ".[");
		char *end;

		if (*path == '[') {
			node = element(node, strtoul(path + 1, &end, 10));
			path = end + 1;
		} else {
			node = member(node, path, length);
			path += length;
		}
		path += *path == '.';
	}
	return node;
}

unsigned json_count(const struct node *node)
{
	unsigned count = 0;

	for (node = node->first; node; node = node->next)
		count++;
	return count;
}

const struct node *expect_kind(const struct node *node, const char *path,
			       char kind)
{
	const struct node *found = json_find(node, path);

	ck_assert_msg(found != NULL, "there is no %s", path);
	ck_assert_msg(found->kind == kind, "%s begins with %c, not %c", path,
		      found->kind, kind);
	return found;
}

void expect_string(const struct node *node, const char *path,
		   const char *string)
{
	const struct node *found = json_find(node, path);

	ck_assert_msg(found != NULL, "there is no %s", path);
	ck_assert_str_eq(text_string(&found->string), string);
}

struct node *expect_json(const struct text *text)
{
	char why[80];
	struct node *node = json_parse(text, why);

	ck_assert_msg(node != NULL, "%s in:\n%s", why, text_string(text));
	return node;
}
