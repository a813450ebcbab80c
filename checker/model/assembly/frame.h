/* The parts of a stack frame that only their own function can reach. */
#ifndef MCHECK_MODEL_ASSEMBLY_FRAME_H
#define MCHECK_MODEL_ASSEMBLY_FRAME_H

#include "model/assembly/borrow.h"
#include "model/assembly/debug.h"
#include "model/assembly/function.h"

/* Bytes at offset(%rbp), with offset + size <= 0. */
struct assembly_slot {
	long long offset;
	long long size;
};

/* Slots by rising offset, disjoint.  Each access that the function makes to
 * a byte of a slot is a plain operand `n(%rbp)`, or lent to a call. */
struct assembly_frame {
	bool is_clear; /* false: the function's use of it is not understood */
	struct assembly_slot *slot;
	size_t count;
	struct assembly_borrow *borrow; /* per instruction */
};

/* Finds the slots: none when anything is unclear. */
void assembly_frame_find(const struct assembly_function *function,
			 const struct assembly_debug *debug,
			 struct assembly_frame *frame);

void assembly_frame_free(struct assembly_frame *frame);

#endif
