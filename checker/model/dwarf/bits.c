/* Bit-fields by the source line.
 *
 *      s.count = t.flag + 1;      the column of an access to memory is that of
 *             ^   ^               its ".", "->" or name; that of a write may be
 *             |   the read        its operator's, behind what is written
 *             the write */
#include "model/dwarf/bits.h"

#include <ctype.h>
#include <string.h>

/* Of the member at the column, and of one that ends or begins somewhere. */
enum { RANK_AT = 3 << 20, RANK_BEFORE = 2 << 20, RANK_BEHIND = 1 << 20 };

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Is it the member of something, not of a list of initial values? */
static bool is_member(const char *line, const char *name)
{
	const char *at = name;

	while (at > line && isspace((unsigned char)at[-1]))
		at--;
	if (at - line >= 2 && at[-1] == '>' && at[-2] == '-')
		return true;
	if (at - line < 2 || at[-1] != '.')
		return false;
	return is_word(at[-2]) || at[-2] == ')' || at[-2] == ']';
}

/* Where the name ends when it is the word there; else NULL. */
static const char *word_end(const char *at, const char *name)
{
	size_t length = strlen(name);

	return strncmp(at, name, length) == 0 && !is_word(at[length])
		       ? at + length
		       : NULL;
}

static bool is_at_column(const char *at, const char *name)
{
	while (*at == '.' || *at == '-' || *at == '>')
		at++;
	return word_end(at, name) != NULL;
}

unsigned dwarf_bits_rank(const struct dwarf_use *use, const char *name)
{
	const char *line = use->source ? use->source : "";
	size_t length = strlen(line), column = use->column;
	unsigned rank = 0;

	if (!name || !*name || length >= RANK_BEHIND)
		return 0;
	if (column && column <= length && is_at_column(line + column - 1, name))
		return RANK_AT;
	for (const char *at = line; (at = strstr(at, name)); at++) {
		size_t place = (size_t)(at - line);
		unsigned found = place < column
					 ? RANK_BEFORE + (unsigned)place
					 : RANK_BEHIND + (unsigned)length -
						   (unsigned)place;

		if (is_member(line, at) && word_end(at, name) && found > rank)
			rank = found;
	}
	return rank;
}
