/* What one x86-64 instruction reads and writes, and where it goes. */
#ifndef MCHECK_MODEL_ASSEMBLY_INSTRUCTION_H
#define MCHECK_MODEL_ASSEMBLY_INSTRUCTION_H

#include "model/assembly/operand.h"

enum assembly_flow {
	FLOW_NEXT,
	FLOW_CALL,   /* and then next */
	FLOW_BRANCH, /* to the operand, or next */
	FLOW_JUMP,   /* to the operand */
	FLOW_RETURN, /* out of the function, or nowhere */
};

enum assembly_role {
	ROLE_UNKNOWN, /* may do anything to any register */
	ROLE_READ,    /* only reads what it names */
	ROLE_MOVE,    /* writes the last operand, reads the others */
	ROLE_MODIFY,  /* reads all, writes the last */
	ROLE_SWAP,    /* reads and writes all */
	ROLE_ADDRESS, /* lea */
};

/* What else is known of it.  Unless it says so, it may read registers and
 * flags that it does not name: never rbx nor r12 ... r15. */
enum assembly_sort {
	SORT_OTHER,
	SORT_PLAIN,    /* reads only what it names */
	SORT_COMPUTES, /* and does nothing but write operands and flags */
};

enum assembly_flags {
	FLAGS_KEPT,
	FLAGS_SET,     /* all of them */
	FLAGS_CHANGED, /* some, or perhaps */
	FLAGS_READ,
};

enum { OPERANDS_MAX = 4 };

struct assembly_instruction {
	size_t line;
	enum assembly_flow flow;
	enum assembly_role role;
	enum assembly_sort sort;
	enum assembly_flags flags;
	struct assembly_piece name; /* the mnemonic, without prefixes */
	int size; /* bytes at a memory operand; 0 when not known */
	int count;
	struct assembly_operand operand[OPERANDS_MAX];
};

/* False when not even the flow of control is understood. */
bool assembly_instruction_read(const struct assembly_line *line,
			       struct assembly_instruction *instruction);

/* Is operand i read, or written? An address is neither. */
bool assembly_instruction_reads(const struct assembly_instruction *instruction,
				int i);
bool assembly_instruction_writes(const struct assembly_instruction *instruction,
				 int i);

#endif
