/* Where a function's frame ends, from the call frame information in .eh_frame
 * (DWARF 5 section 6.4; Linux Standard Base, "Exception Frames"). */
#ifndef MCHECK_MODEL_ELF_UNWIND_H
#define MCHECK_MODEL_ELF_UNWIND_H

#include "model/elf/elf.h"

/* The DWARF numbers of the machine's registers. */
#if defined(__x86_64__)
#define UNWIND_FRAME_POINTER 6
#define UNWIND_STACK_POINTER 7
#else
#define UNWIND_FRAME_POINTER 29
#define UNWIND_STACK_POINTER 31
#endif

/* The canonical frame address is this register's content and `offset`. */
struct unwind_rule {
	uint64_t reg; /* its DWARF number */
	uint64_t offset;
};

/* The rule at link-time address `pc`; for a return address, ask for one byte
 * less.  False when the file does not say, or with an expression. */
bool unwind_find(const struct elf *elf, uint64_t pc, struct unwind_rule *rule);

#endif
