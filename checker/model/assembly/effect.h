/* What the values that an instruction reads are good for. */
#ifndef MCHECK_MODEL_ASSEMBLY_EFFECT_H
#define MCHECK_MODEL_ASSEMBLY_EFFECT_H

#include "model/assembly/frame.h"

#include <stdint.h>

/* Registers, as bits by their number, and the flags, which take the place of
 * rip.  rsp and rbp are not followed. */
#define EFFECT_RAX UINT32_C(1)
/* rax, rcx, rdx, rsi, rdi, r8 ... r11: gone after a call */
#define EFFECT_SCRATCH UINT32_C(0xfc7)
#define EFFECT_FLAGS (UINT32_C(1) << REGISTER_RIP)
#define EFFECT_ALL \
	(UINT32_C(0x1ffff) & \
	 ~(UINT32_C(1) << REGISTER_RSP | UINT32_C(1) << REGISTER_RBP))

/* Places are numbered: registers and flags, then the slots of the frame. */
enum { PLACE_SLOT = REGISTER_RIP + 1 };

/* Slots [from, to) of a frame. */
struct assembly_span {
	size_t from, to;
};

struct assembly_effect {
	/* It does nothing but compute the targets: of no use if these are of
	 * none. */
	bool computes;
	uint32_t target; /* registers */
	struct assembly_span target_slots;
	/* read to compute the targets, or for what else it does */
	uint32_t source;
	struct assembly_span source_slots;
	/* read in any case */
	uint32_t use;
	struct assembly_span use_slots;
	/* What was there before is gone.  So are the target slots. */
	uint32_t gone;
};

/* The effect of instruction i. */
struct assembly_effect
assembly_effect_of(const struct assembly_function *function,
		   const struct assembly_frame *frame, size_t i);

#endif
