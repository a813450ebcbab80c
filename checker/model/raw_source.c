/* Source as it was written: can text of it reach the assembler at all?
 *
 * That needs a word (asm, attribute, the gnu or clang of
 * [[gnu::section("x")]], a pragma, #ident, #line). A word that is nowhere in
 * the program's own files comes either from a header of the system or from
 * pasting. Headers of the system offer such words as macros, and their names
 * begin with two underscores, as all that is reserved for them (C11, 7.1.3).
 * So a file is harmless that has none of the words, no two underscores
 * together, no pasting, no directive but the usual ones and none of the other
 * spellings of these. Most programs are; all others are preprocessed and
 * looked at word by word (source.c).
 */
#include "model/raw_source.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* Other spellings: digraphs, trigraphs, universal names. */
static const char *const suspicious[] = {
	"asm",  "__", "attribute", "pragma", "Pragma", "gnu",
	"lang", "<:", "%:",        "??",     "\\u",    "\\U",
};

static const char *const directives[] = {
	"include", "define", "undef", "if",    "ifdef",   "ifndef",
	"elif",    "else",   "endif", "error", "warning",
};

static bool is_usual_directive(const char *word)
{
	size_t length = 0;

	word += strspn(word, " \t");
	while (isalnum((unsigned char)word[length]) || word[length] == '_')
		length++;
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
		if (strlen(directives[i]) == length &&
		    memcmp(directives[i], word, length) == 0)
			return true;
	return false;
}

static bool is_harmless(const char *text)
{
	for (size_t i = 0; i < sizeof suspicious / sizeof *suspicious; i++)
		if (strstr(text, suspicious[i]))
			return false;
	for (const char *at = text; (at = strchr(at, '#')); at++)
		if (!is_usual_directive(at + 1))
			return false;
	return true;
}

/* The text without its joined lines, which may part a word.  (Compilers allow
 * blanks between the backslash and the end of the line.) */
static void join_lines(const struct text *text, struct text *joined)
{
	for (size_t i = 0; i < text->length; i++) {
		size_t end = i + 1;

		while (end < text->length &&
		       isspace((unsigned char)text->bytes[end]) &&
		       text->bytes[end] != '\n')
			end++;
		if (text->bytes[i] == '\\' && end < text->length &&
		    text->bytes[end] == '\n')
			i = end;
		else
			text_add_bytes(joined, text->bytes + i, 1);
	}
}

bool raw_source_is_harmless(const struct text *text)
{
	struct text joined = {0};
	bool harmless;

	if (text->length && memchr(text->bytes, 0, text->length))
		return false;
	join_lines(text, &joined);
	harmless = is_harmless(text_string(&joined));
	text_free(&joined);
	return harmless;
}
