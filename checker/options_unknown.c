/* Words of the command line that mean nothing, and what was probably meant.
 * All options are known from the help. */
#include "options_unknown.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/nearest.h"
#include "options_help.h"

/* As the help has it: "--budget=TIME"; its name without the dashes. */
struct known {
	const char *name;
	size_t length;
	bool has_value;
	size_t whole; /* with the value */
};

/* The next option from `at` on; false after the last one. */
static bool next_known(const char *at, struct known *known)
{
	do {
		at = strstr(at, "--");
		if (!at)
			return false;
		at += 2;
	} while (!islower((unsigned char)*at));
	known->name = at;
	known->length = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
	known->has_value = at[known->length] == '=';
	known->whole =
		known->has_value ? strcspn(at, " \n],;)") : known->length;
	return true;
}

/* "did you mean ...?"; or where the options are. */
static void add_nearest(const char *name, const char *help, struct text *text)
{
	struct nearest nearest = {0};
	struct known known = {.name = help};

	/* One letter is as near to any other as to none. */
	while (name[0] && name[1] && next_known(known.name, &known))
		nearest_try(&nearest, name, known.name, known.length);
	if (!nearest.name) {
		text_add(text, "see mcheck --help");
		return;
	}
	next_known(nearest.name - 2, &known);
	text_add(text, "did you mean --");
	text_add_bytes(text, known.name, known.whole);
	text_add(text, "?");
}

/* The option of exactly that name. */
static bool find_known(const char *name, const char *help, struct known *known)
{
	known->name = help;
	while (next_known(known->name, known))
		if (strlen(name) == known->length &&
		    strncmp(name, known->name, known->length) == 0)
			return true;
	return false;
}

_Noreturn static void refuse_known(const struct known *known, const char *name,
				   bool value, const char *command)
{
	if (known->has_value && !value)
		error_exit("--%s needs a value: --%.*s", name,
			   (int)known->whole, known->name);
	if (!known->has_value && value)
		error_exit("--%s takes no value", name);
	if (strcmp(name, "step") == 0)
		error_exit("--step is an option of replay: mcheck replay "
			   "--step FILE.trace");
	error_exit("--%s is not an option of %s; see mcheck --help", name,
		   command);
}

void unknown_option(const char *word, const char *command)
{
	const char *begin = word + strspn(word, "-"), *value;
	struct text name = {0}, help = {0}, advice = {0};
	struct known known;

	value = strchr(begin, '=');
	text_add_bytes(&name, begin,
		       value ? (size_t)(value - begin) : strlen(begin));
	options_help(&help);
	if (begin - word == 2 &&
	    find_known(text_string(&name), help.bytes, &known))
		refuse_known(&known, name.bytes, value, command);
	add_nearest(text_string(&name), help.bytes, &advice);
	error_exit("unknown option %s; %s", word, advice.bytes);
}

/* Without the ending it is the name of a program. */
static bool add_source(const char *path, struct text *text)
{
	static const char *const endings[] = {".c", ".cc", ".cpp", ".cxx"};

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct text source = {0};
		bool is;

		text_addf(&source, "%s%s", path, endings[i]);
		is = access(source.bytes, R_OK) == 0;
		if (is)
			text_addf(text, "; did you mean %s?", source.bytes);
		text_free(&source);
		if (is)
			return true;
	}
	return false;
}

static void add_command(const char *word, struct text *text)
{
	static const char *const commands[] = {"check", "replay", "explain",
					       "help"};
	struct nearest nearest = {0};

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		nearest_try(&nearest, word, commands[i], strlen(commands[i]));
	if (nearest.name)
		text_addf(text, "; did you mean mcheck %s?", nearest.name);
}

void unknown_file(const char *path, bool first, struct text *text)
{
	if (add_source(path, text) || strpbrk(path, "./"))
		return;
	if (first)
		add_command(path, text);
	else
		text_add(text, " (arguments of the program go after --)");
}
