/* Which constants would make a model smaller. */
#include "report/text/smaller.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define MOST 3

struct macros {
	uint64_t least;
	struct text given; /* "-DN=4 or -DK=8" */
	struct text fixed; /* "K, at x.c:7, or N, at x.c:9," */
	struct text names; /* "|N|K|": each is told of once */
	int given_count, fixed_count;
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

/* Has it not been told of, and is it a number that can be smaller? */
static bool is_new(struct macros *macros, const char *name, size_t length,
		   long number)
{
	struct text mark = {0};
	bool is_new;

	text_add(&mark, "|");
	text_add_bytes(&mark, name, length);
	text_add(&mark, "|");
	is_new = length && !strstr(text_string(&macros->names), mark.bytes);
	if (is_new)
		text_add(&macros->names, mark.bytes);
	text_free(&mark);
	return is_new && number > 2 && (uint64_t)number >= macros->least;
}

/* A macro with this definition, which can be given. */
static void add(struct macros *macros, const char *name, size_t length,
		const char *value)
{
	long number = number_of(value);

	if (!is_new(macros, name, length, number) ||
	    macros->given_count == MOST)
		return;
	text_add(&macros->given, macros->given_count++ ? " or -D" : "-D");
	text_add_bytes(&macros->given, name, length);
	text_addf(&macros->given, "=%ld", number == 3 ? 2 : number / 2);
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

static bool is_word_at(const char *line, const char *at, size_t length)
{
	return (at == line || name_length(at - 1) == 0) &&
	       name_length(at) == length;
}

/* Does the line have the name in the head of a loop? */
static bool bounds_loop(const char *line, size_t size, const char *name,
			size_t length)
{
	bool loops = memmem(line, size, "for (", 5) ||
		     memmem(line, size, "while (", 7);

	for (const char *at = line; loops && at + length <= line + size; at++)
		if (strncmp(at, name, length) == 0 &&
		    is_word_at(line, at, length))
			return true;
	return false;
}

static bool bounds_some_loop(const char *text, const char *name, size_t length)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (bounds_loop(text, strcspn(text, "\n"), name, length))
			return true;
	return false;
}

/* A macro that only the file itself can change. */
static void add_fixed(struct macros *macros, const char *file, int line,
		      const char *name, size_t length)
{
	if (!is_new(macros, name, length, number_of(name + length)) ||
	    macros->fixed_count == MOST)
		return;
	text_add(&macros->fixed, macros->fixed_count++ ? " or " : "");
	text_add_bytes(&macros->fixed, name, length);
	text_addf(&macros->fixed, ", at %s:%d,", file, line);
}

/* A line "#define" that follows its "#ifndef", or another one. */
static void add_file(struct macros *macros, const char *file, const char *text)
{
	const char *asked = NULL, *all = text;

	for (int line = 1; *text; line++) {
		const char *defined = directive(text, "define");
		size_t length = defined ? name_length(defined) : 0;

		if (length && asked && name_length(asked) == length &&
		    strncmp(asked, defined, length) == 0)
			add(macros, defined, length, defined + length);
		else if (length && bounds_some_loop(all, defined, length))
			add_fixed(macros, file, line, defined, length);
		asked = directive(text, "ifndef");
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
}

static void tell(const struct macros *macros, struct text *text)
{
	if (macros->given_count)
		text_addf(text, "make the model smaller: try %s",
			  macros->given.bytes);
	else if (macros->fixed_count)
		text_addf(text, "make %s smaller", macros->fixed.bytes);
}

void smaller_find(const struct words *flags, const char *files, uint64_t least,
		  struct text *text)
{
	struct macros macros = {.least = least};

	add_flags(&macros, flags);
	while (*files) {
		size_t length = strcspn(files, "\n");
		struct text path = {0}, content = {0};

		text_add_bytes(&path, files, length);
		if (length && file_read(path.bytes, &content))
			add_file(&macros, path.bytes, text_string(&content));
		text_free(&content);
		text_free(&path);
		files += length + (files[length] == '\n');
	}
	tell(&macros, text);
	text_free(&macros.given);
	text_free(&macros.fixed);
	text_free(&macros.names);
}
