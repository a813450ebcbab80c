/* The names an assembly text defines. */
#ifndef MCHECK_MODEL_ASSEMBLY_SYMBOL_H
#define MCHECK_MODEL_ASSEMBLY_SYMBOL_H

#include "model/assembly/line.h"

struct assembly_symbol {
	struct assembly_piece name;
	size_t line;      /* of its label, or SIZE_MAX */
	bool is_function; /* .type name, @function */
};

/* An open hash table. */
struct assembly_symbols {
	struct assembly_symbol *symbol;
	size_t capacity; /* a power of two */
};

/* The labels and typed names of the text; mem_free(symbols.symbol). */
struct assembly_symbols
assembly_symbol_read(const struct assembly_lines *lines);

/* The symbol of that name, or NULL. */
struct assembly_symbol *
assembly_symbol_find(const struct assembly_symbols *symbols,
		     struct assembly_piece name);

#endif
