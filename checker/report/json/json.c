/* A writer of JSON. */
#include "report/json/json.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

static void add_character(struct text *text, uint32_t character)
{
	if (character == '"' || character == '\\')
		text_addf(text, "\\%c", (char)character);
	else if (character == '\n')
		text_add(text, "\\n");
	else if (character == '\t')
		text_add(text, "\\t");
	else if (utf8_is_control(character) || character == 0x2028 ||
		 character == 0x2029)
		text_addf(text, "\\u%04x", (unsigned)character);
	else
		utf8_add(text, character);
}

/* Would it end a script, or begin a comment, where JSON is part of a page? */
static bool is_mark(const char *bytes, size_t length)
{
	return length > 1 && bytes[0] == '<' &&
	       (bytes[1] == '/' || bytes[1] == '!');
}

static void add_quoted(struct text *text, const char *bytes, size_t length)
{
	size_t used;

	text_add(text, "\"");
	for (size_t i = 0; i < length; i += used) {
		uint32_t character = utf8_read(bytes + i, length - i, &used);

		if (is_mark(bytes + i, length - i))
			text_add(text, "\\u003c");
		else
			add_character(text, character);
	}
	text_add(text, "\"");
}

static void new_line(struct json *json)
{
	text_add(json->text, "\n");
	for (unsigned i = 0; i < json->depth; i++)
		text_add(json->text, "  ");
}

/* What stands before each value. */
static void begin(struct json *json, const char *name)
{
	if (json->filled)
		text_add(json->text, json->row ? ", " : ",");
	if (json->depth && !json->row)
		new_line(json);
	if (name) {
		add_quoted(json->text, name, strlen(name));
		text_add(json->text, ": ");
	}
	json->filled = true;
}

static void open(struct json *json, const char *name, const char *brackets)
{
	must_hold(json->depth < JSON_DEPTH);
	begin(json, name);
	text_add_bytes(json->text, brackets, 1);
	json->closers[json->depth++] = brackets[1];
	json->filled = false;
}

void json_object(struct json *json, const char *name)
{
	open(json, name, "{}");
}

void json_array(struct json *json, const char *name)
{
	open(json, name, "[]");
}

void json_row(struct json *json, const char *name)
{
	open(json, name, "{}");
	if (!json->row)
		json->row = json->depth;
}

void json_end(struct json *json)
{
	must_hold(json->depth > 0);
	json->depth--;
	if (json->filled && !json->row)
		new_line(json);
	if (json->row > json->depth)
		json->row = 0;
	text_add_bytes(json->text, &json->closers[json->depth], 1);
	json->filled = true;
	if (!json->depth)
		text_add(json->text, "\n");
}

void json_bytes(struct json *json, const char *name, const char *bytes,
		size_t length)
{
	begin(json, name);
	add_quoted(json->text, bytes, length);
}

void json_string(struct json *json, const char *name, const char *string)
{
	if (string)
		json_bytes(json, name, string, strlen(string));
	else
		json_null(json, name);
}

void json_text(struct json *json, const char *name, struct text *text)
{
	json_string(json, name, text->length ? text->bytes : NULL);
	text_free(text);
}

void json_number(struct json *json, const char *name, uint64_t number)
{
	begin(json, name);
	text_addf(json->text, "%llu", (unsigned long long)number);
}

void json_truth(struct json *json, const char *name, bool truth)
{
	begin(json, name);
	text_add(json->text, truth ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
	begin(json, name);
	text_add(json->text, "null");
}

void json_objects(struct json *json, const struct text *written)
{
	const char *at = text_string(written);

	while (*at) {
		size_t length = strcspn(at, "\n");

		if (*at == '{')
			begin(json, NULL);
		else
			new_line(json);
		text_add_bytes(json->text, at, length);
		at += length + (at[length] == '\n');
	}
}
