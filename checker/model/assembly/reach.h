/* How a function uses its frame pointer: which bytes it may give away. */
#ifndef MCHECK_MODEL_ASSEMBLY_REACH_H
#define MCHECK_MODEL_ASSEMBLY_REACH_H

#include "model/assembly/borrow.h"

enum {
	REACH_DEPTH_MAX = 1 << 16, /* bytes below rbp that are looked at */
	REACH_SHIFTS_MAX = 256,
};

/* What is known of a byte, or of the place where it begins. */
enum {
	BYTE_ACCESSED =
		1,        /* a plain operand or a borrower reads or writes it */
	BYTE_BORDER = 2,  /* a plain access begins or ends here */
	BYTE_ANCHOR = 4,  /* an address made from rbp */
	BYTE_INDEXED = 8, /* the n of an operand n(%rbp,index,scale) */
	/* by frame.c: */
	BYTE_STARTS = 16, /* a named variable begins here */
	BYTE_SCALAR = 32, /* of one */
	BYTE_PARTS = 64, /* of an array or structure, or of several variables */
	BYTE_TRACKED = 128,
};

struct assembly_reach {
	bool is_clear; /* false: nothing is known */
	size_t depth;
	/* byte[p] is at rbp - depth + p, up to and with rbp */
	unsigned char *byte;
	bool escapes;  /* some address is made from rbp */
	int scale_min; /* of operands n(%rbp,index,scale); 0: there are none */
};

/* Marks the bytes [from, to); is one of them marked? */
void assembly_reach_mark(struct assembly_reach *reach, size_t from, size_t to,
			 int mark);
bool assembly_reach_has(const struct assembly_reach *reach, size_t from,
			size_t to, int mark);

/* `borrow`: one for each instruction.  mem_free(reach->byte) when done. */
void assembly_reach_find(const struct assembly_function *function,
			 const struct assembly_borrow *borrow,
			 struct assembly_reach *reach);

#endif
