/* Statements of assembly that do nothing to memory. */
#ifndef MCHECK_MODEL_STATEMENT_H
#define MCHECK_MODEL_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* What a message says of any other statement. */
#define INLINE_ASSEMBLY \
	"inline assembly, which mcheck cannot look into: use C11 atomics " \
	"instead"

/* Is the line empty (a compiler barrier), a pause or a fence?  Anything else
 * might change memory behind the hooks. */
bool statement_line_is_harmless(const char *line, size_t length);

/* The same of each line of a text. */
bool statement_is_harmless(const char *text);

#endif
