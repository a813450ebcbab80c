/* Accesses to local variables that clang gives no hook. */
#ifndef MCHECK_MODEL_BOUNDS_H
#define MCHECK_MODEL_BOUNDS_H

#include "base/text.h"

/* Appends clang's assembly text to `out`, with the traps that its flag
 * -fsanitize=local-bounds makes turned into calls of __mc_bounds.  That of
 * __builtin_trap must not be among them (-ftrap-function). */
void bounds_rewrite(const struct text *assembly, struct text *out);

#endif
