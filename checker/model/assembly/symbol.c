/* The names an assembly text defines, and how it refers to them. */
#include "model/assembly/symbol.h"

#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

static struct assembly_symbol *
find_place(const struct assembly_symbols *symbols, struct assembly_piece name)
{
	size_t hash = 5381;

	for (size_t i = 0; i < name.length; i++)
		hash = hash * 33 ^ (unsigned char)name.at[i];
	for (;; hash++) {
		struct assembly_symbol *symbol =
			&symbols->symbol[hash & (symbols->capacity - 1)];

		if (symbol->name.length == 0 ||
		    (symbol->name.length == name.length &&
		     memcmp(symbol->name.at, name.at, name.length) == 0))
			return symbol;
	}
}

struct assembly_symbol *
assembly_symbol_find(const struct assembly_symbols *symbols,
		     struct assembly_piece name)
{
	struct assembly_symbol *symbol = find_place(symbols, name);

	return symbol->name.length > 0 ? symbol : NULL;
}

/* Each line defines at most one name, so the table never fills. */
static struct assembly_symbol *add(struct assembly_symbols *symbols,
				   struct assembly_piece name)
{
	struct assembly_symbol *symbol = find_place(symbols, name);

	if (symbol->name.length == 0) {
		symbol->name = name;
		symbol->line = SIZE_MAX;
	}
	return symbol;
}

static void add_line(struct assembly_symbols *symbols,
		     const struct assembly_line *line, size_t number)
{
	struct assembly_piece rest = line->rest;
	struct assembly_piece name;

	if (line->kind == LINE_LABEL) {
		add(symbols, line->word)->line = number;
		return;
	}
	if (line->kind != LINE_DIRECTIVE)
		return;
	name = assembly_piece_cut(&rest);
	if (name.length == 0)
		return;
	if (assembly_piece_is(line->word, ".type")) {
		struct assembly_symbol *symbol = add(symbols, name);

		if (assembly_piece_contains(rest, "function"))
			symbol->is_function = true;
	}
}

/* Marks each name that stands in the line's operands. */
static void mark_line(struct assembly_symbols *symbols,
		      const struct assembly_line *line)
{
	struct assembly_piece rest = line->rest;
	bool in_text = line->section == SECTION_TEXT;

	for (size_t i = 0; i < rest.length; i++) {
		size_t end = i;
		struct assembly_symbol *symbol;

		while (end < rest.length &&
		       assembly_name_character(rest.at[end]))
			end++;
		if (end == i)
			continue;
		/* an immediate is $name */
		size_t start = i + (rest.at[i] == '$' && end > i + 1);
		symbol = assembly_symbol_find(
			symbols,
			(struct assembly_piece){rest.at + start, end - start});
		if (symbol != NULL && in_text)
			symbol->in_code = true;
		else if (symbol != NULL)
			symbol->in_data = true;
		i = end;
	}
}

/* Can the line put an address where the program sees it?  Directives about
 * names and debugging do not; a direct jump uses its label up. */
static bool refers(const struct assembly_line *line)
{
	static const char *const data[] = {
		".long",  ".quad",    ".value",   ".short", ".byte",
		".4byte", ".8byte",   ".2byte",   ".set",   ".word",
		".int",   ".uleb128", ".sleb128", ".octa"};

	if (line->section == SECTION_DEBUG ||
	    line->section == SECTION_DEBUG_INFO ||
	    line->section == SECTION_DEBUG_ABBREV ||
	    line->section == SECTION_DEBUG_ADDR)
		return false;
	if (line->kind == LINE_INSTRUCTION)
		return line->word.at[0] != 'j';
	if (line->kind == LINE_ODD)
		return true;
	if (line->kind != LINE_DIRECTIVE)
		return false;
	for (size_t i = 0; i < sizeof data / sizeof data[0]; i++)
		if (assembly_piece_is(line->word, data[i]))
			return true;
	return false;
}

struct assembly_symbols assembly_symbol_read(const struct assembly_lines *lines)
{
	struct assembly_symbols symbols = {NULL, 16};

	while (symbols.capacity < 2 * lines->count + 2)
		symbols.capacity *= 2;
	symbols.symbol = mem_alloc(symbols.capacity * sizeof *symbols.symbol);
	for (size_t i = 0; i < lines->count; i++)
		add_line(&symbols, &lines->line[i], i);
	for (size_t i = 0; i < lines->count; i++)
		if (refers(&lines->line[i]))
			mark_line(&symbols, &lines->line[i]);
	return symbols;
}
