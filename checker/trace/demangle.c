/* Names of C++ as people write them.
 *
 * The C++ library knows how to read them, and is there when a C++ compiler is.
 * What it says is made shorter: a function without its parameters, a lambda
 * as the function that it stands in. */
#include "trace/demangle.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

typedef char *read_name(const char *name, char *buffer, size_t *length,
			int *status);

static read_name *find_reader(void)
{
	static const char *const libraries[] = {"libstdc++.so.6",
						"libc++abi.so.1"};
	read_name *reader = NULL;

	for (int i = 0; i < 2 && !reader; i++) {
		void *library = dlopen(libraries[i], RTLD_LAZY | RTLD_LOCAL);
		void *found = library ? dlsym(library, "__cxa_demangle") : NULL;

		memcpy(&reader, &found, sizeof reader);
	}
	return reader;
}

/* Takes out `count` bytes at `at`. */
static void cut(char *at, size_t count)
{
	memmove(at, at + count, strlen(at + count) + 1);
}

/* The bracket that closes the one at `open`, or NULL. */
static char *closing(char *open)
{
	int depth = 0;

	for (char *at = open; *at; at++) {
		if (*at == '(' || *at == '<' || *at == '{')
			depth++;
		if (*at == ')' || *at == '}' ||
		    (*at == '>' && at > open && at[-1] != '-'))
			depth--;
		if (depth == 0)
			return at;
	}
	return NULL;
}

/* "{lambda(int)#1}" becomes "lambda", a second one "lambda#2". */
static void shorten_lambdas(char *name)
{
	static const char mark[] = "{lambda(";
	char *at;

	while ((at = strstr(name, mark))) {
		char *end = closing(at + sizeof mark - 2);

		if (!end)
			return;
		cut(at + 7, (size_t)(end + 1 - (at + 7)));
		cut(at, 1);
		end = strchr(at, '}');
		if (end)
			cut(end, 1);
		if (strncmp(at + 6, "#1", 2) == 0 &&
		    (at[8] < '0' || at[8] > '9'))
			cut(at + 6, 2);
	}
}

/* The same for clang, which numbers them: "$_0", "$_1". */
static void name_lambdas(const char *name, struct text *text)
{
	const char *at;
	char *end;

	while ((at = strstr(name, "$_")) && at[2] >= '0' && at[2] <= '9') {
		long number = strtol(at + 2, &end, 10);

		text_add_bytes(text, name, (size_t)(at - name));
		text_add(text, "lambda");
		if (number)
			text_addf(text, "#%ld", number + 1);
		name = end;
	}
	text_add(text, name);
}

/* "f(int) const", "f(int)::x": without the lists of parameters.  What stands
 * in angle brackets stays; "operator()" keeps its name. */
static void cut_parameters(char *name)
{
	for (char *at = name; *at;) {
		bool call = at - name >= 8 &&
			    strncmp(at - 8, "operator", 8) == 0 && at[1] == ')';
		char *end = *at == '(' || *at == '<' ? closing(at) : NULL;

		if (call) {
			at += 2;
		} else if (end && *at == '(' && at > name && at[-1] != ' ') {
			cut(at, (size_t)(end + 1 - at));
			if (strncmp(at, " const", 6) == 0)
				cut(at, 6);
		} else {
			at = end ? end + 1 : at + 1;
		}
	}
}

/* A lambda is called by its operator, which says nothing. */
static void cut_call(char *name)
{
	static const char call[] = "::operator()";
	char *at = strstr(name, call);

	if (at && strstr(name, "lambda") && !at[sizeof call - 1])
		*at = 0;
}

static void cut_all(char *name, const char *part)
{
	char *at;

	while ((at = strstr(name, part)))
		cut(at, strlen(part));
}

char *demangle(const char *name)
{
	read_name *reader;
	struct text text = {0};
	char *read;
	int status;

	if (strncmp(name, "_Z", 2) != 0)
		return NULL;
	reader = find_reader();
	read = reader ? reader(name, NULL, NULL, &status) : NULL;
	if (!read)
		return NULL;
	name_lambdas(read, &text);
	free(read);
	shorten_lambdas(text.bytes);
	cut_parameters(text.bytes);
	cut_call(text.bytes);
	cut_all(text.bytes, "[abi:cxx11]");
	return text.bytes;
}
