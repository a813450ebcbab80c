/* Which registers and frame slots are dead, and where to say so. */
#ifndef MCHECK_MODEL_ASSEMBLY_LIVE_H
#define MCHECK_MODEL_ASSEMBLY_LIVE_H

#include "model/assembly/effect.h"

/* What is told, by numbers of instructions, rising. */
struct assembly_deaths {
	/* The callee-saved register of that number, or slot place - PLACE_SLOT,
	 * should be cleared right before the instruction. */
	void (*kill)(void *context, size_t before, size_t place);
	/* Nobody uses what this call leaves in rax. */
	void (*unused)(void *context, size_t call);
	void *context;
};

void assembly_live_find(const struct assembly_function *function,
			const struct assembly_frame *frame,
			const struct assembly_deaths *deaths);

#endif
