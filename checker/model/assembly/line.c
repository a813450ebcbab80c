/* Assembly text cut into lines, each with its kind and section. */
#include "model/assembly/line.h"

#include "base/alloc.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool assembly_piece_is(struct assembly_piece piece, const char *string)
{
	size_t length = strlen(string);

	return piece.length == length && memcmp(piece.at, string, length) == 0;
}

bool assembly_piece_starts(struct assembly_piece piece, const char *prefix)
{
	size_t length = strlen(prefix);

	return piece.length >= length && memcmp(piece.at, prefix, length) == 0;
}

bool assembly_piece_contains(struct assembly_piece piece, const char *part)
{
	return memmem(piece.at, piece.length, part, strlen(part)) != NULL;
}

static bool is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

static struct assembly_piece trim(struct assembly_piece piece)
{
	while (piece.length > 0 && is_blank(piece.at[0])) {
		piece.at++;
		piece.length--;
	}
	while (piece.length > 0 && is_blank(piece.at[piece.length - 1]))
		piece.length--;
	return piece;
}

/* Does the line end at i, or the operand?  `#` asks for a comment. */
static bool stops(struct assembly_piece piece, size_t i, char stop, int depth)
{
	char c = piece.at[i];

#if defined(__aarch64__)
	if (stop == '#' && c == '/' && i + 1 < piece.length &&
	    piece.at[i + 1] == '/')
		return true;
#endif
	return c == stop && (depth == 0 || stop == '#');
}

/* The length of the piece up to the first `stop` outside quotes and
 * parentheses (parentheses do not hide a comment). */
static size_t find_outside(struct assembly_piece piece, char stop)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < piece.length; i++) {
		char c = piece.at[i];

		if (quoted && c == '\\') {
			i++;
			continue;
		}
		if (!quoted && stops(piece, i, stop, depth))
			return i;
		if (c == '"')
			quoted = !quoted;
		else if (!quoted)
			depth += (c == '(') - (c == ')');
	}
	return piece.length;
}

struct assembly_piece assembly_piece_cut(struct assembly_piece *list)
{
	struct assembly_piece first = *list;

	first.length = find_outside(*list, ',');
	size_t used = first.length + (first.length < list->length);
	list->at += used;
	list->length -= used;
	return trim(first);
}

bool assembly_piece_number(struct assembly_piece piece, long long *number)
{
	char copy[32];
	char *end;

	if (piece.length == 0 || piece.length >= sizeof copy)
		return false;
	memcpy(copy, piece.at, piece.length);
	copy[piece.length] = '\0';
	if (!isdigit((unsigned char)copy[copy[0] == '-']))
		return false;
	errno = 0;
	if (copy[0] == '-')
		*number = strtoll(copy, &end, 0);
	else
		*number = (long long)strtoull(copy, &end, 0);
	return errno == 0 && *end == '\0';
}

bool assembly_name_character(char character)
{
	return isalnum((unsigned char)character) || character == '.' ||
	       character == '_' || character == '$';
}

/* The section that `.section rest` begins. */
static enum assembly_section section_named(struct assembly_piece rest)
{
	struct assembly_piece name = assembly_piece_cut(&rest);
	struct assembly_piece flags = assembly_piece_cut(&rest);

	if (assembly_piece_is(name, ".debug_info"))
		return SECTION_DEBUG_INFO;
	if (assembly_piece_is(name, ".debug_abbrev"))
		return SECTION_DEBUG_ABBREV;
	if (assembly_piece_is(name, ".debug_addr"))
		return SECTION_DEBUG_ADDR;
	if (assembly_piece_starts(name, ".debug") ||
	    assembly_piece_starts(name, ".eh_frame") ||
	    assembly_piece_starts(name, ".note") ||
	    assembly_piece_starts(name, ".comment"))
		return SECTION_DEBUG;
	if (assembly_piece_starts(name, ".text") ||
	    assembly_piece_contains(flags, "x"))
		return SECTION_TEXT;
	return SECTION_OTHER;
}

static enum assembly_section section_after(enum assembly_section section,
					   const struct assembly_line *line)
{
	struct assembly_piece word = line->word;

	if (line->kind != LINE_DIRECTIVE)
		return section;
	if (assembly_piece_is(word, ".text"))
		return SECTION_TEXT;
	if (assembly_piece_is(word, ".data") || assembly_piece_is(word, ".bss"))
		return line->rest.length == 0 ? SECTION_OTHER : SECTION_UNKNOWN;
	if (assembly_piece_is(word, ".section"))
		return section_named(line->rest);
	if (assembly_piece_is(word, ".pushsection") ||
	    assembly_piece_is(word, ".popsection") ||
	    assembly_piece_is(word, ".previous") ||
	    assembly_piece_is(word, ".subsection"))
		return SECTION_UNKNOWN;
	return section;
}

static void classify(struct assembly_line *line)
{
	struct assembly_piece body = trim(line->whole);
	size_t length = find_outside(body, '#');

	if (assembly_piece_starts(body, "#APP") ||
	    assembly_piece_starts(body, "#NO_APP")) {
		line->kind = LINE_ODD;
		return;
	}
	body = trim((struct assembly_piece){body.at, length});
	if (body.length == 0) {
		line->kind = LINE_BLANK;
		return;
	}
	size_t word = 0;
	while (word < body.length && assembly_name_character(body.at[word]))
		word++;
	line->word = (struct assembly_piece){body.at, word};
	line->rest = trim(
		(struct assembly_piece){body.at + word, body.length - word});
	if (word == 0)
		line->kind = LINE_ODD;
	else if (assembly_piece_is(line->rest, ":"))
		line->kind = LINE_LABEL;
	else if (assembly_piece_starts(line->rest, ":"))
		line->kind = LINE_ODD;
	else
		line->kind =
			body.at[0] == '.' ? LINE_DIRECTIVE : LINE_INSTRUCTION;
}

/* clang writes `rep;stosq` on one line; any other `;` joins statements. */
static void refuse_joined(struct assembly_line *line)
{
	struct assembly_piece rest = line->rest;

	if (line->kind == LINE_INSTRUCTION &&
	    assembly_piece_starts(line->word, "rep") &&
	    assembly_piece_starts(rest, ";")) {
		rest = trim(
			(struct assembly_piece){rest.at + 1, rest.length - 1});
		line->rest = rest;
	}
	if (line->kind != LINE_BLANK && find_outside(rest, ';') < rest.length)
		line->kind = LINE_ODD;
}

struct assembly_lines assembly_line_split(const char *input, size_t length)
{
	struct assembly_lines lines = {NULL, 0};
	enum assembly_section section = SECTION_TEXT;
	size_t count = 1;

	for (size_t i = 0; i < length; i++)
		count += input[i] == '\n';
	lines.line = mem_alloc(count * sizeof *lines.line);
	for (size_t at = 0; at < length;) {
		struct assembly_line *line = &lines.line[lines.count++];
		const char *end = memchr(input + at, '\n', length - at);
		size_t size =
			end ? (size_t)(end - input) + 1 - at : length - at;

		line->whole = (struct assembly_piece){input + at, size};
		classify(line);
		refuse_joined(line);
		section = section_after(section, line);
		line->section = section;
		at += size;
	}
	return lines;
}
