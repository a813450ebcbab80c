/* Atomic additions whose result is never used. */
#ifndef MCHECK_MODEL_ASSEMBLY_UNUSED_H
#define MCHECK_MODEL_ASSEMBLY_UNUSED_H

#include "base/text.h"
#include "model/assembly/frame.h"

/* Calls `found` for each call of __tsan_atomicN_fetch_add or ..._sub whose
 * result changes nothing that the function does, by the number of its
 * instruction, rising. */
void assembly_unused_find(const struct assembly_function *function,
			  const struct assembly_frame *frame,
			  void (*found)(void *context, size_t instruction),
			  void *context);

/* Appends such a line as a call of __mc_atomicN_fetch_add_unused. */
void assembly_unused_write(const struct assembly_line *line, struct text *out);

#endif
