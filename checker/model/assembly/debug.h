/* The variables in stack frames, from the DWARF in an assembly text. */
#ifndef MCHECK_MODEL_ASSEMBLY_DEBUG_H
#define MCHECK_MODEL_ASSEMBLY_DEBUG_H

#include "model/assembly/symbol.h"

/* A variable at offset(%rbp); nothing is promised about its order. */
struct assembly_variable {
	size_t function_line; /* of its function's first label */
	long long offset;
	long long size;
	bool is_scalar; /* a number of at most 8 bytes, a pointer, an enum */
};

struct assembly_debug {
	struct assembly_variable *variable;
	size_t count;
};

/* What is not understood is left out.  mem_free(debug.variable) when done. */
void assembly_debug_read(const struct assembly_lines *lines,
			 const struct assembly_symbols *symbols,
			 struct assembly_debug *debug);

#endif
