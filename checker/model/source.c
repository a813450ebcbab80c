/* Preprocessed source: does it bring text of its own into the assembler?
 *
 * Compilers write some strings of a program into their output as they are:
 *
 *	asm("...")                            a statement, between #APP, #NO_APP
 *	int f(void) asm("...")                a symbol's name
 *	__attribute__((section("...")))       a section's name, and its like
 *	#pragma, #ident "..."                 the same
 *	# 7 "file.c"                          a comment beside a statement
 *
 * So text in such a string may be code, and may hold the marks by which a
 * statement is recognised.  Macros are expanded here and comments are gone, so
 * these places are found by their words, and each string is held against what
 * it may be:
 *
 *	a statement       no mark can come of it; compile.c looks at what is
 *	                  between the marks, at the top level we do
 *	any other string  letters, digits and marks that end no line, begin no
 *	                  comment and separate no statements */
#include "model/source.h"

#include "model/statement.h"

#include <ctype.h>
#include <string.h>

enum token { TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_MARK };

struct source {
	const char *at, *end;
	struct text *why;
	const char *file; /* not terminated */
	size_t file_length;
	unsigned line;
	/* the token at hand, a mark being a single character */
	enum token token;
	const char *start;
	size_t length;
	/* what was before it */
	int depth;        /* of braces */
	bool begins;      /* a statement or declaration may begin here */
	bool in_register; /* a declaration of a register variable */
	bool in_directive;
	bool line_begins;
};

static bool is_word(const struct source *source, const char *word)
{
	return source->token == TOKEN_WORD && source->length == strlen(word) &&
	       memcmp(source->start, word, source->length) == 0;
}

static bool is_mark(const struct source *source, char mark)
{
	return source->token == TOKEN_MARK && *source->start == mark;
}

static bool is_one_of(const struct source *source, const char *const *words)
{
	for (; *words; words++)
		if (is_word(source, *words))
			return true;
	return false;
}

static bool refuse(struct source *source, const char *what)
{
	text_addf(source->why, "%.*s:%u: %s", (int)source->file_length,
		  source->file, source->line, what);
	return false;
}

/* Past a string or character that begins at `at`, to behind its end. */
static const char *skip_quoted(const struct source *source, const char *at)
{
	char quote = *at++;

	while (at < source->end && *at != quote && *at != '\n')
		at += *at == '\\' && at + 1 < source->end ? 2 : 1;
	return at < source->end ? at + 1 : source->end;
}

/* The same for R"end(...)end", from the quote on. */
static const char *skip_raw(const struct source *source, const char *at)
{
	const char *end = ++at;

	while (end < source->end && *end != '(')
		end++;
	for (const char *last = end; last < source->end; last++) {
		size_t length = (size_t)(end - at);

		if (*last == ')' && (size_t)(source->end - last) > length + 1 &&
		    memcmp(last + 1, at, length) == 0 &&
		    last[1 + length] == '"')
			return last + length + 2;
	}
	return source->end;
}

/* `# 7 "file.c" 2`: where the next line comes from. */
static bool read_line_marker(struct source *source)
{
	unsigned line = 0;

	source->at++;
	while (isdigit((unsigned char)*source->at))
		line = line * 10 + (unsigned)(*source->at++ - '0');
	source->line = line - 1; /* the end of this line counts */
	while (source->at < source->end && *source->at != '"' &&
	       *source->at != '\n')
		source->at++;
	if (source->at < source->end && *source->at == '"') {
		const char *name = source->at + 1;

		source->at = skip_quoted(source, source->at);
		for (const char *c = name; c < source->at; c++)
			if (*c == '\\' && *++c != '\\' && *c != '"')
				return refuse(source,
					      "the name of a file contains a "
					      "special character");
		source->file = name;
		source->file_length = (size_t)(source->at - name) - 1;
	}
	while (source->at < source->end && *source->at != '\n')
		source->at++;
	return true;
}

/* Over blanks and ends of lines, with what they tell; false: refused. */
static bool skip_blanks(struct source *source)
{
	while (source->at < source->end) {
		char c = *source->at;

		if (c == '\n') {
			source->line++;
			source->line_begins = true;
			source->in_directive = false;
		} else if (c == '#' && source->line_begins) {
			source->line_begins = false;
			source->in_directive = true;
			if (source->at[1] == ' ' &&
			    isdigit((unsigned char)source->at[2])) {
				source->at++;
				if (!read_line_marker(source))
					return false;
				continue;
			}
		} else if (!isspace((unsigned char)c)) {
			break;
		}
		source->at++;
	}
	return true;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Is the word what may be before the quote of a string or character? */
static bool is_prefix(const struct source *source)
{
	static const char *const prefixes[] = {"L",  "u",  "U",  "u8",  "R",
					       "LR", "uR", "UR", "u8R", NULL};

	return source->at < source->end &&
	       (*source->at == '"' || *source->at == '\'') &&
	       is_one_of(source, prefixes);
}

/* A word, or a number with what may stand in one: 0x1p-3, 1'000. */
static void read_word(struct source *source)
{
	bool number = isdigit((unsigned char)*source->at);

	source->token = TOKEN_WORD;
	while (source->at < source->end &&
	       (is_letter(*source->at) ||
		(number && (*source->at == '.' || (*source->at == '\'' &&
						   is_letter(source->at[1]))))))
		source->at++;
	source->length = (size_t)(source->at - source->start);
	if (!is_prefix(source))
		return;
	if (source->at[-1] == 'R' && *source->at == '"')
		source->at = skip_raw(source, source->at);
	else
		source->at = skip_quoted(source, source->at);
	source->token = TOKEN_STRING;
	source->length = (size_t)(source->at - source->start);
	for (const char *c = source->start; c < source->at; c++)
		source->line += *c == '\n';
}

/* The next token; false: refused. */
static bool next(struct source *source)
{
	if (!skip_blanks(source))
		return false;
	source->line_begins = false;
	source->start = source->at;
	source->length = 1;
	source->token = source->at < source->end ? TOKEN_MARK : TOKEN_END;
	if (source->token == TOKEN_END)
		return true;
	if (is_letter(*source->at)) {
		read_word(source);
	} else if (*source->at == '"' || *source->at == '\'') {
		source->token = TOKEN_STRING;
		source->at = skip_quoted(source, source->at);
		source->length = (size_t)(source->at - source->start);
	} else {
		source->at++;
	}
	return true;
}

static bool is_plain_string(const struct source *source)
{
	static const char plain[] = "_.$+-=,@: ";

	if (*source->start != '"' && *source->start != '\'')
		return false;
	for (size_t i = 1; i + 1 < source->length; i++)
		if (!isalnum((unsigned char)source->start[i]) &&
		    !memchr(plain, source->start[i], sizeof plain - 1))
			return false;
	return true;
}

/* A string of text for people. */
static bool is_message(const char *word, size_t length)
{
	static const char *const names[] = {
		"deprecated",  "warning", "error", "nodiscard",
		"unavailable", "message", NULL};

	for (size_t i = 0; names[i]; i++)
		if (memmem(word, length, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Would the function's accesses call no hook? */
static bool hides_accesses(const struct source *source)
{
	static const char *const words[] = {
		"no_sanitize_thread", "__no_sanitize_thread__",
		"disable_sanitizer_instrumentation",
		"__disable_sanitizer_instrumentation__", NULL};

	return is_one_of(source, words) ||
	       (source->token == TOKEN_STRING &&
		(memmem(source->start, source->length, "thread", 6) ||
		 memmem(source->start, source->length, "all", 3)));
}

/* The token is one of an attribute, in the parentheses of `name`. */
static bool check_attribute_token(struct source *source, const char *name,
				  size_t length, bool behind_string)
{
	static const char *const ways_round[] = {
		"indirect_branch", "__indirect_branch__", "function_return",
		"__function_return__", NULL};
	bool sanitize = memmem(name, length, "no_sanitize", 11) != NULL;

	if ((source->token == TOKEN_WORD || sanitize) && hides_accesses(source))
		return refuse(source, "an attribute hides a function's "
				      "accesses to memory from mcheck");
	if (is_one_of(source, ways_round))
		return refuse(
			source,
			"an attribute replaces the code of calls or returns");
	if (source->token == TOKEN_STRING && !is_message(name, length) &&
	    (behind_string || !is_plain_string(source)))
		return refuse(source, "a string in an attribute is not a plain "
				      "name: the assembler would read it");
	return true;
}

/* From behind __attribute__ or the second [ to its end. */
static bool check_attribute(struct source *source, char open, char close)
{
	const char *name = "";
	size_t length = 0;
	int depth = open == '[' ? 2 : 0;
	bool behind_string = false;

	do {
		if (!next(source) ||
		    !check_attribute_token(source, name, length, behind_string))
			return false;
		behind_string = source->token == TOKEN_STRING;
		if (source->token == TOKEN_WORD) {
			name = source->start;
			length = source->length;
		}
		depth += is_mark(source, open) - is_mark(source, close);
	} while (depth > 0 && source->token != TOKEN_END);
	return true;
}

/* [ or its other spelling, <: */
static bool opens_bracket(const struct source *source)
{
	return is_mark(source, '[') ||
	       (is_mark(source, '<') && source->at < source->end &&
		*source->at == ':');
}

/* Two brackets begin an attribute, whatever blanks are between them. */
static bool check_bracket(struct source *source)
{
	struct source ahead = *source;

	if (is_mark(&ahead, '<') && !next(&ahead))
		return false;
	if (!next(&ahead))
		return false;
	if (!opens_bracket(&ahead))
		return true;
	*source = ahead;
	return check_attribute(source, '[', ']');
}

/* The strings behind `asm (`, as one; false: not understood. */
static bool read_template(struct source *source, struct text *template)
{
	for (;;) {
		if (!next(source))
			return false;
		if (source->token != TOKEN_STRING)
			return true;
		if (*source->start != '"')
			return refuse(source, INLINE_ASSEMBLY);
		for (size_t i = 1; i + 1 < source->length; i++) {
			char c = source->start[i];

			if (c == '\\') {
				c = source->start[++i];
				c = c == 'n' ? '\n' : c == 't' ? '\t' : 0;
			}
			if (c == 0)
				return refuse(source, INLINE_ASSEMBLY);
			text_add_bytes(template, &c, 1);
		}
	}
}

/* Not a number, and none of the assembler's own: `.` is where it is. */
static bool is_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	for (; *text; text++)
		if (!is_letter(*text) && *text != '.')
			return false;
	return true;
}

/* Can text between the marks not be taken for a mark?  Operands and variants
 * put in more than is seen here. */
static bool makes_no_mark(const char *text)
{
	return !strpbrk(text, "#/") ||
	       (!strpbrk(text, "%{") && !strstr(text, "APP"));
}

static bool check_assembly(struct source *source)
{
	static const char *const qualifiers[] = {
		"volatile", "__volatile__", "__volatile", "goto",
		"inline",   "__inline__",   "__inline",   "const",
		"__const",  "__const__",    NULL};
	struct text template = {0};
	bool top = source->depth == 0, statement = source->begins, good;
	bool in_register = source->in_register;

	if (!next(source))
		return false;
	for (; is_one_of(source, qualifiers); statement = true)
		if (!next(source))
			return false;
	if (!is_mark(source, '('))
		return true;
	if (in_register)
		return refuse(source, "a variable is bound to a register, "
				      "whose value mcheck does not know");
	good = read_template(source, &template);
	if (good) {
		const char *text = text_string(&template);

		/* Names have no operands. */
		statement |= is_mark(source, ':');
		good = statement_is_harmless(text) ||
		       (statement ? !top && makes_no_mark(text)
				  : is_name(text)) ||
		       refuse(source, INLINE_ASSEMBLY);
	}
	text_free(&template);
	return good;
}

/* Notes what the token means for the one behind it. */
static void note(struct source *source)
{
	static const char *const before[] = {"else", "do", "__extension__",
					     NULL};

	source->depth += is_mark(source, '{') - is_mark(source, '}');
	source->begins = is_mark(source, ';') || is_mark(source, '{') ||
			 is_mark(source, '}') || is_mark(source, ':') ||
			 is_one_of(source, before);
	if (is_word(source, "register"))
		source->in_register = true;
	else if (is_mark(source, ';') || is_mark(source, '{') ||
		 is_mark(source, '}'))
		source->in_register = false;
}

static bool check_token(struct source *source)
{
	static const char *const assembly[] = {"asm", "__asm", "__asm__", NULL};
	static const char *const attribute[] = {"__attribute__", "__attribute",
						NULL};

	if (is_one_of(source, assembly))
		return check_assembly(source);
	if (is_word(source, "__builtin_eh_return"))
		return refuse(
			source,
			"__builtin_eh_return can jump anywhere in memory");
	if (is_one_of(source, attribute))
		return check_attribute(source, '(', ')');
	if (opens_bracket(source))
		return check_bracket(source);
	if (source->in_directive && source->token == TOKEN_STRING &&
	    (*source->start != '"' ||
	     memchr(source->start, '\\', source->length)))
		return refuse(source, "a string in a #pragma or similar "
				      "contains a special character");
	return true;
}

bool source_is_plain(const struct text *source, struct text *why)
{
	struct source at = {
		.why = why, .file = "", .begins = true, .line_begins = true};

	if (source->length == 0)
		return true;
	at.at = source->bytes;
	at.end = source->bytes + source->length;
	while (next(&at) && at.token != TOKEN_END) {
		if (!check_token(&at))
			break;
		note(&at);
	}
	return why->length == 0;
}
