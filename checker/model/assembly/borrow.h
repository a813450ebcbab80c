/* Addresses of locals that are only lent to a call, and not kept by it. */
#ifndef MCHECK_MODEL_ASSEMBLY_BORROW_H
#define MCHECK_MODEL_ASSEMBLY_BORROW_H

#include "model/assembly/function.h"

/* Per instruction. */
struct assembly_borrow {
	bool is_lent; /* a lea whose address nobody keeps */
	/* A call that reads, and may write, `size` bytes at offset(%rbp);
	 * size 0: it does not. */
	long long offset;
	int size;
};

/* One for each instruction; mem_free when done. */
struct assembly_borrow *
assembly_borrow_find(const struct assembly_function *function);

#endif
