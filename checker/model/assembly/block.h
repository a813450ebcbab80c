/* Functions that are atomic by their name. */
#ifndef MCHECK_MODEL_ASSEMBLY_BLOCK_H
#define MCHECK_MODEL_ASSEMBLY_BLOCK_H

#include "base/text.h"
#include "model/assembly/line.h"

/* For each function named __VERIFIER_atomic_..., calls `add` with the line
 * before which a call is to stand, and the text of that call, borrowed: of
 * __VERIFIER_atomic_begin where the function begins, of __VERIFIER_atomic_end
 * where it ends. */
void assembly_block_find(const struct assembly_lines *lines,
			 void (*add)(void *context, size_t line,
				     const char *call),
			 void *context);

#endif
