/* How a function uses its frame pointer: which bytes it may give away. */
#ifndef MCHECK_MODEL_ASSEMBLY_REACH_H
#define MCHECK_MODEL_ASSEMBLY_REACH_H

#include "model/assembly/borrow.h"

enum {
	REACH_DEPTH_MAX = 1 << 16, /* bytes below rbp that are looked at */
	REACH_SHIFTS_MAX = 256,
};

/* Byte maps: place p stands for the address rbp - depth + p. */
struct assembly_reach {
	bool is_clear; /* false: nothing is known */
	size_t depth;
	bool *accessed; /* a plain operand or a borrower reads or writes it */
	bool *border;   /* a plain access begins or ends here */
	bool *anchor;   /* an address made from rbp; depth + 1 places */
	bool escapes;   /* some address is made from rbp */
	int scale_min;  /* of operands n(%rbp,index,scale); 0: there are none */
	bool *indexed;  /* their n; depth + 1 places */
};

/* `borrow`: one for each instruction. */
void assembly_reach_find(const struct assembly_function *function,
			 const struct assembly_borrow *borrow,
			 struct assembly_reach *reach);

void assembly_reach_free(struct assembly_reach *reach);

#endif
