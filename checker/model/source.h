/* Preprocessed source: does it bring text of its own into the assembler? */
#ifndef MCHECK_MODEL_SOURCE_H
#define MCHECK_MODEL_SOURCE_H

#include "base/text.h"

#include <stdbool.h>

/* Is all that the source says to the assembler plain: statements of assembly
 * that cannot be mistaken for the compiler's own output, names that are only
 * names?  False with what is wrong and where in `why`. */
bool source_is_plain(const struct text *source, struct text *why);

#endif
