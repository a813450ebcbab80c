/* The assembly pass: between the C compiler and the assembler. */
#ifndef MCHECK_MODEL_ASSEMBLY_ASSEMBLY_H
#define MCHECK_MODEL_ASSEMBLY_ASSEMBLY_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The rewrites. */
enum {
	/* Callee-saved registers are zeroed where their value is dead. */
	ASSEMBLY_REGISTERS = 1,
	/* So are words of the stack frame that only this function can reach. */
	ASSEMBLY_SLOTS = 2,
	/* For tests: dead places get 0x5a5a..., not zero, so that a place
	 * wrongly taken for dead is noticed. */
	ASSEMBLY_POISON = 8,
	/* Atomic additions whose result is never used are called so:
	 * __mc_atomic32_fetch_add_unused. */
	ASSEMBLY_UNUSED = 16,
	/* So are random numbers that only say how long a thread sleeps:
	 * __mc_rand_slept. */
	ASSEMBLY_SLEPT = 32,
#if defined(__x86_64__)
	ASSEMBLY_ALL = ASSEMBLY_REGISTERS | ASSEMBLY_SLOTS | ASSEMBLY_UNUSED |
		       ASSEMBLY_SLEPT
#else /* where instructions are not understood */
	ASSEMBLY_ALL = 0
#endif
};

/* How much of the text the pass could work on.  A function that it does not
 * understand is left alone; where it does not understand the frame alone, dead
 * registers are cleared and the slots stay as they are. */
struct assembly_count {
	unsigned functions, understood;
};

/* Appends to `out` the assembly text of one translation unit (x86-64, AT&T,
 * from gcc or clang at -O0 with -mno-red-zone), rewritten by ASSEMBLY_ALL; on
 * aarch64 only blocks that are atomic by their name are.
 * What the program does stays exactly the same, where such names are known.
 * Text that is not understood passes unchanged.  Its functions are added to
 * `count`.  Returns false when `input` is no text (holds a NUL); then it is
 * appended as it is. */
bool assembly_rewrite(const char *input, size_t length, struct text *out,
		      struct assembly_count *count);

/* The same with chosen rewrites: an `or` of the values above. */
bool assembly_rewrite_with(const char *input, size_t length, unsigned options,
			   struct text *out, struct assembly_count *count);

#endif
