/* Which registers and frame slots are dead, and where to say so. */
#ifndef MCHECK_MODEL_ASSEMBLY_LIVE_H
#define MCHECK_MODEL_ASSEMBLY_LIVE_H

#include "model/assembly/frame.h"

#include <stdint.h>

/* Places are numbered: the callee-saved registers rbx, r12 ... r15, then the
 * slots of the frame. */
enum { PLACE_REGISTERS = 5 };

/* Calls `kill` for each place that should be cleared right before
 * instruction `before`, in order of `before`, and there in order of place. */
void assembly_live_find(const struct assembly_function *function,
			const struct assembly_frame *frame,
			void (*kill)(void *context, size_t before,
				     size_t place),
			void *context);

#endif
