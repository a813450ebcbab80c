/* The names an assembly text defines. */
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

struct assembly_symbols assembly_symbol_read(const struct assembly_lines *lines)
{
	struct assembly_symbols symbols = {NULL, 16};

	while (symbols.capacity < 2 * lines->count + 2)
		symbols.capacity *= 2;
	symbols.symbol = mem_alloc(symbols.capacity * sizeof *symbols.symbol);
	for (size_t i = 0; i < lines->count; i++)
		add_line(&symbols, &lines->line[i], i);
	return symbols;
}
