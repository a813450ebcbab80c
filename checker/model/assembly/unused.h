/* Atomic additions whose result is never used. */
#ifndef MCHECK_MODEL_ASSEMBLY_UNUSED_H
#define MCHECK_MODEL_ASSEMBLY_UNUSED_H

#include "base/text.h"
#include "model/assembly/function.h"

/* Is instruction i a call of __tsan_atomicN_fetch_add or ..._sub that may be
 * replaced, once its result is not live? */
bool assembly_unused_fits(const struct assembly_function *function, size_t i);

/* Appends such a line as a call of __mc_atomicN_fetch_add_unused. */
void assembly_unused_write(const struct assembly_line *line, struct text *out);

#endif
