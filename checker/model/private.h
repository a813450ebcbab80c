/* Variables that clang makes for itself. */
#ifndef MCHECK_MODEL_PRIVATE_H
#define MCHECK_MODEL_PRIVATE_H

#include "base/text.h"

/* Appends clang's assembly text to `out`, in which what it keeps among the
 * variables under names that the assembler forgets has names that it keeps:
 * else nobody would own that memory.  In "private.constinit" for .Lconstinit
 * the dot tells it from all names of the program. */
void private_rename(const struct text *assembly, struct text *out);

#endif
