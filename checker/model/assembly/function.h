/* One function of an assembly text: its instructions and where they lead. */
#ifndef MCHECK_MODEL_ASSEMBLY_FUNCTION_H
#define MCHECK_MODEL_ASSEMBLY_FUNCTION_H

#include "model/assembly/instruction.h"
#include "model/assembly/symbol.h"

#include <stdint.h>

/* Successor of an instruction that leaves the function. */
#define ASSEMBLY_EXIT SIZE_MAX

struct assembly_function {
	const struct assembly_lines *lines;
	const struct assembly_symbols *symbols;
	size_t first; /* its lines are [first, end) */
	size_t end;
	struct assembly_instruction *instruction;
	size_t count;
	/* per line from `first`: the first instruction at or after it */
	size_t *at_line;
	/* per instruction: where a branch or jump goes, or ASSEMBLY_EXIT */
	size_t *target;
};

/* Does a function begin at this line? If so *end is the line after it. */
bool assembly_function_begins(const struct assembly_lines *lines,
			      const struct assembly_symbols *symbols,
			      size_t line, size_t *end);

/* Reads the function in lines [first, end).  False when anything in it is not
 * understood.  Either way, assembly_function_free. */
bool assembly_function_read(const struct assembly_lines *lines,
			    const struct assembly_symbols *symbols,
			    size_t first, size_t end,
			    struct assembly_function *function);

void assembly_function_free(struct assembly_function *function);

/* Calls `visit` for each successor of instruction i. */
void assembly_function_successors(
	const struct assembly_function *function, size_t i,
	void (*visit)(void *context, size_t successor), void *context);

#endif
