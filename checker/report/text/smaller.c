/* Which constants would make a model smaller. */
#include "report/text/smaller.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define MOST 3

struct macros {
	struct text *text; /* what is found */
	struct text names; /* "|N|K|": each is told of once */
	int count;
};

/* The number that is all of the line; 0: it is something else. */
static long number_of(const char *value)
{
	char *end;
	long number;

	value += strspn(value, " \t");
	if (!isdigit((unsigned char)*value))
		return 0;
	number = strtol(value, &end, 0);
	end += strspn(end, "uUlL");
	end += strspn(end, " \t\r");
	return strchr("\n/", *end) ? number : 0;
}

/* A macro with this definition, if it is a number that can be smaller. */
static void add(struct macros *macros, const char *name, size_t length,
		const char *value)
{
	long number = number_of(value);
	struct text mark = {0};

	text_add(&mark, "|");
	text_add_bytes(&mark, name, length);
	text_add(&mark, "|");
	if (length && !strstr(text_string(&macros->names), mark.bytes)) {
		text_add(&macros->names, mark.bytes);
		if (number > 2 && macros->count < MOST) {
			text_add(macros->text,
				 macros->count++ ? " or -D" : "-D");
			text_add_bytes(macros->text, name, length);
			text_addf(macros->text, "=%ld",
				  number == 3 ? 2 : number / 2);
		}
	}
	text_free(&mark);
}

/* "-DN=8", or "-D" and "N=8"; -U takes a name as well. */
static void add_flags(struct macros *macros, const struct words *flags)
{
	for (int i = 0; i < flags->count; i++) {
		const char *word = flags->word[i], *equals;

		if (strncmp(word, "-D", 2) != 0 && strncmp(word, "-U", 2) != 0)
			continue;
		word += 2;
		if (!*word && i + 1 < flags->count)
			word = flags->word[++i];
		equals = strchr(word, '=');
		add(macros, word, strcspn(word, "="),
		    equals ? equals + 1 : "1");
	}
}

/* Behind "# WORD " at the beginning of the line, or NULL. */
static const char *directive(const char *line, const char *word)
{
	line += strspn(line, " \t");
	if (*line++ != '#')
		return NULL;
	line += strspn(line, " \t");
	if (strncmp(line, word, strlen(word)) != 0)
		return NULL;
	line += strlen(word);
	return *line == ' ' || *line == '\t' ? line + strspn(line, " \t")
					     : NULL;
}

static size_t name_length(const char *at)
{
	size_t length = 0;

	while (isalnum((unsigned char)at[length]) || at[length] == '_')
		length++;
	return length;
}

/* A line "#define" that follows its "#ifndef". */
static void add_file(struct macros *macros, const char *text)
{
	const char *asked = NULL;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *defined = directive(text, "define");
		size_t length = defined ? name_length(defined) : 0;

		if (length && asked && name_length(asked) == length &&
		    strncmp(asked, defined, length) == 0)
			add(macros, defined, length, defined + length);
		asked = directive(text, "ifndef");
	}
}

void smaller_find(const struct words *flags, const char *files,
		  struct text *text)
{
	struct macros macros = {.text = text};

	add_flags(&macros, flags);
	while (*files) {
		size_t length = strcspn(files, "\n");
		struct text path = {0}, content = {0};

		text_add_bytes(&path, files, length);
		if (length && file_read(path.bytes, &content))
			add_file(&macros, text_string(&content));
		text_free(&content);
		text_free(&path);
		files += length + (files[length] == '\n');
	}
	text_free(&macros.names);
}
