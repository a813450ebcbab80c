/* Operands of x86-64 instructions in AT&T syntax. */
#ifndef MCHECK_MODEL_ASSEMBLY_OPERAND_H
#define MCHECK_MODEL_ASSEMBLY_OPERAND_H

#include "model/assembly/line.h"

/* General registers by their number in machine code. */
enum {
	REGISTER_RAX = 0,
	REGISTER_RCX = 1,
	REGISTER_RBX = 3,
	REGISTER_RSP = 4,
	REGISTER_RBP = 5,
	REGISTER_R10 = 10,
	REGISTER_R11 = 11,
	REGISTER_R12 = 12,
	REGISTER_RIP = 16,
	REGISTER_OTHER = 17, /* vector, x87, segment */
	REGISTER_NONE = -1
};

enum assembly_operand_kind {
	OPERAND_REGISTER,
	OPERAND_IMMEDIATE,
	OPERAND_MEMORY,
	OPERAND_SYMBOL, /* a bare name: where a jump goes, or memory */
};

struct assembly_operand {
	enum assembly_operand_kind kind;
	bool indirect;              /* begins with `*` */
	struct assembly_piece name; /* of a symbol */
	/* of a register: */
	int number;
	int width; /* in bytes; 0 for REGISTER_OTHER */
	/* of memory: disp(base,index,scale): */
	int base;
	int index;
	int scale;
	bool is_number; /* `value` is the displacement or immediate */
	long long value;
};

/* False when the text is not understood. */
bool assembly_operand_read(struct assembly_piece text,
			   struct assembly_operand *operand);

#endif
