/* The mnemonics that compilers write at -O0.
 *
 * A name on no list is ROLE_UNKNOWN, which every user must treat as reading
 * all registers and touching memory of unknown extent.  So a missing entry
 * costs precision only.  A wrong entry would be a wrong verdict: an entry may
 * say "reads" for what writes an untracked register (vector, x87, rax, rdx),
 * never leave out a read. */
#include "model/assembly/mnemonic.h"

#include <string.h>

struct entry {
	const char *name;
	enum assembly_role role;
	int size;
};

static const struct entry exact[] = {
	/* widening moves: the size is that of the source */
	{"movsbl", ROLE_MOVE, 1},
	{"movsbw", ROLE_MOVE, 1},
	{"movsbq", ROLE_MOVE, 1},
	{"movswl", ROLE_MOVE, 2},
	{"movswq", ROLE_MOVE, 2},
	{"movslq", ROLE_MOVE, 4},
	{"movzbl", ROLE_MOVE, 1},
	{"movzbw", ROLE_MOVE, 1},
	{"movzbq", ROLE_MOVE, 1},
	{"movzwl", ROLE_MOVE, 2},
	{"movzwq", ROLE_MOVE, 2},
	{"movabsq", ROLE_MOVE, 8},
	/* strings: through rsi and rdi only */
	{"movsb", ROLE_READ, 1},
	{"movsw", ROLE_READ, 2},
	{"movsl", ROLE_READ, 4},
	{"movsq", ROLE_READ, 8},
	{"stosb", ROLE_READ, 1},
	{"stosw", ROLE_READ, 2},
	{"stosl", ROLE_READ, 4},
	{"stosq", ROLE_READ, 8},
	/* in rax and rdx, or nothing */
	{"cltq", ROLE_READ, 0},
	{"cltd", ROLE_READ, 0},
	{"cqto", ROLE_READ, 0},
	{"cwtl", ROLE_READ, 0},
	{"cwtd", ROLE_READ, 0},
	{"cbtw", ROLE_READ, 0},
	{"nop", ROLE_READ, 0},
	{"nopw", ROLE_READ, 0},
	{"nopl", ROLE_READ, 0},
	{"pause", ROLE_READ, 0},
	{"leave", ROLE_READ, 0},
	{"leaveq", ROLE_READ, 0},
	{"mfence", ROLE_READ, 0},
	{"sfence", ROLE_READ, 0},
	{"lfence", ROLE_READ, 0},
	{"endbr64", ROLE_READ, 0},
	{"cld", ROLE_READ, 0},
	{"sahf", ROLE_READ, 0},
	{"lahf", ROLE_READ, 0},
	{"ud2", ROLE_READ, 0},
	{"hlt", ROLE_READ, 0},
	{"ret", ROLE_READ, 0},
	{"retq", ROLE_READ, 0},
	{"call", ROLE_READ, 8},
	{"callq", ROLE_READ, 8},
	{"push", ROLE_READ, 8},
	{"pushq", ROLE_READ, 8},
	{"popq", ROLE_MOVE, 8},
	{"pop", ROLE_MOVE, 8},
	{"", ROLE_READ, 0},
	/* vector moves */
	{"movss", ROLE_MOVE, 4},
	{"movsd", ROLE_MOVE, 8},
	{"movd", ROLE_MOVE, 4},
	{"movaps", ROLE_MOVE, 16},
	{"movapd", ROLE_MOVE, 16},
	{"movups", ROLE_MOVE, 16},
	{"movupd", ROLE_MOVE, 16},
	{"movdqa", ROLE_MOVE, 16},
	{"movdqu", ROLE_MOVE, 16},
	{"movlps", ROLE_MOVE, 8},
	{"movhps", ROLE_MOVE, 8},
	{"movlpd", ROLE_MOVE, 8},
	{"movhpd", ROLE_MOVE, 8},
	{"movhlps", ROLE_MOVE, 8},
	{"movlhps", ROLE_MOVE, 8},
	{"movmskpd", ROLE_MOVE, 16},
	{"movmskps", ROLE_MOVE, 16},
	/* conversions */
	{"cvtss2sd", ROLE_READ, 4},
	{"cvtsd2ss", ROLE_READ, 8},
	{"cvtps2pd", ROLE_READ, 8},
	{"cvtpd2ps", ROLE_READ, 16},
	{"cvtdq2pd", ROLE_READ, 8},
	{"cvtdq2ps", ROLE_READ, 16},
	{"cvttss2si", ROLE_MOVE, 4},
	{"cvttss2sil", ROLE_MOVE, 4},
	{"cvttss2siq", ROLE_MOVE, 4},
	{"cvttsd2si", ROLE_MOVE, 8},
	{"cvttsd2sil", ROLE_MOVE, 8},
	{"cvttsd2siq", ROLE_MOVE, 8},
	{"cvtsi2ss", ROLE_READ, 0},
	{"cvtsi2ssl", ROLE_READ, 4},
	{"cvtsi2ssq", ROLE_READ, 8},
	{"cvtsi2sd", ROLE_READ, 0},
	{"cvtsi2sdl", ROLE_READ, 4},
	{"cvtsi2sdq", ROLE_READ, 8},
	/* x87 */
	{"flds", ROLE_READ, 4},
	{"fldl", ROLE_READ, 8},
	{"fldt", ROLE_READ, 10},
	{"fsts", ROLE_MOVE, 4},
	{"fstl", ROLE_MOVE, 8},
	{"fstps", ROLE_MOVE, 4},
	{"fstpl", ROLE_MOVE, 8},
	{"fstpt", ROLE_MOVE, 10},
	{"filds", ROLE_READ, 2},
	{"fildl", ROLE_READ, 4},
	{"fildll", ROLE_READ, 8},
	{"fildq", ROLE_READ, 8},
	{"fists", ROLE_MOVE, 2},
	{"fistl", ROLE_MOVE, 4},
	{"fistps", ROLE_MOVE, 2},
	{"fistpl", ROLE_MOVE, 4},
	{"fistpll", ROLE_MOVE, 8},
	{"fistpq", ROLE_MOVE, 8},
	{"fisttps", ROLE_MOVE, 2},
	{"fisttpl", ROLE_MOVE, 4},
	{"fisttpll", ROLE_MOVE, 8},
	{"fldcw", ROLE_READ, 2},
	{"fnstcw", ROLE_MOVE, 2},
	{"fstcw", ROLE_MOVE, 2},
	{"fnstsw", ROLE_MOVE, 2},
	{"fstsw", ROLE_MOVE, 2},
	{"fadds", ROLE_READ, 4},
	{"faddl", ROLE_READ, 8},
	{"fsubs", ROLE_READ, 4},
	{"fsubl", ROLE_READ, 8},
	{"fsubrs", ROLE_READ, 4},
	{"fsubrl", ROLE_READ, 8},
	{"fmuls", ROLE_READ, 4},
	{"fmull", ROLE_READ, 8},
	{"fdivs", ROLE_READ, 4},
	{"fdivl", ROLE_READ, 8},
	{"fdivrs", ROLE_READ, 4},
	{"fdivrl", ROLE_READ, 8},
};

/* With b, w, l or q behind. */
static const struct entry suffixed[] = {
	{"mov", ROLE_MOVE, 0},    {"lea", ROLE_ADDRESS, 0},
	{"add", ROLE_MODIFY, 0},  {"sub", ROLE_MODIFY, 0},
	{"and", ROLE_MODIFY, 0},  {"or", ROLE_MODIFY, 0},
	{"xor", ROLE_MODIFY, 0},  {"adc", ROLE_MODIFY, 0},
	{"sbb", ROLE_MODIFY, 0},  {"inc", ROLE_MODIFY, 0},
	{"dec", ROLE_MODIFY, 0},  {"neg", ROLE_MODIFY, 0},
	{"not", ROLE_MODIFY, 0},  {"sal", ROLE_MODIFY, 0},
	{"shl", ROLE_MODIFY, 0},  {"sar", ROLE_MODIFY, 0},
	{"shr", ROLE_MODIFY, 0},  {"rol", ROLE_MODIFY, 0},
	{"ror", ROLE_MODIFY, 0},  {"rcl", ROLE_MODIFY, 0},
	{"rcr", ROLE_MODIFY, 0},  {"shld", ROLE_MODIFY, 0},
	{"shrd", ROLE_MODIFY, 0}, {"bswap", ROLE_MODIFY, 0},
	{"bsf", ROLE_MODIFY, 0},  {"bsr", ROLE_MODIFY, 0},
	{"cmp", ROLE_READ, 0},    {"test", ROLE_READ, 0},
	{"mul", ROLE_READ, 0},    {"div", ROLE_READ, 0},
	{"idiv", ROLE_READ, 0},   {"imul", ROLE_MODIFY, 0},
	{"bt", ROLE_READ, 0},     {"xchg", ROLE_SWAP, 0},
	{"xadd", ROLE_SWAP, 0},   {"cmpxchg", ROLE_SWAP, 0},
};

/* With ss, sd, ps or pd behind; the destination is a vector register. */
static const char *const vector_arithmetic[] = {
	"add",   "sub",      "mul",    "div",    "sqrt",   "min",
	"max",   "and",      "andn",   "or",     "xor",    "ucomi",
	"comi",  "unpckl",   "unpckh", "shuf",   "cmpeq",  "cmplt",
	"cmple", "cmpunord", "cmpneq", "cmpnlt", "cmpnle", "cmpord"};

/* On 16 bytes; the destination is a vector register. */
static const char *const packed[] = {"padd",  "psub",   "pxor",   "por",
				     "pand",  "pcmpeq", "pcmpgt", "punpck",
				     "pshuf", "pmul"};

static bool has_memory(const struct assembly_instruction *instruction)
{
	for (int i = 0; i < instruction->count; i++)
		if (instruction->operand[i].kind == OPERAND_MEMORY)
			return true;
	return false;
}

static void set(struct assembly_instruction *instruction,
		enum assembly_role role, int size)
{
	instruction->role = role;
	instruction->size = size;
}

static bool find_exact(struct assembly_instruction *instruction)
{
	for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++)
		if (assembly_piece_is(instruction->name, exact[i].name)) {
			set(instruction, exact[i].role, exact[i].size);
			return true;
		}
	return false;
}

/* The width of the general register among the operands, or 0: for a mnemonic
 * without suffix. */
static int register_width(const struct assembly_instruction *instruction)
{
	for (int i = instruction->count - 1; i >= 0; i--)
		if (instruction->operand[i].kind == OPERAND_REGISTER)
			return instruction->operand[i].width;
	return 0;
}

static bool find_named(struct assembly_instruction *instruction,
		       struct assembly_piece name, int size)
{
	for (size_t i = 0; i < sizeof suffixed / sizeof suffixed[0]; i++)
		if (assembly_piece_is(name, suffixed[i].name)) {
			set(instruction, suffixed[i].role, size);
			return true;
		}
	return false;
}

static bool find_suffixed(struct assembly_instruction *instruction)
{
	struct assembly_piece name = instruction->name;
	char last = name.at[name.length - 1];

	name.length--;
	if (strchr("bwlq", last) != NULL && find_named(instruction, name,
						       last == 'b'   ? 1
						       : last == 'w' ? 2
						       : last == 'l' ? 4
								     : 8))
		return true;
	return find_named(instruction, instruction->name,
			  register_width(instruction));
}

/* setne, cmovle */
static bool find_conditional(struct assembly_instruction *instruction)
{
	if (assembly_piece_starts(instruction->name, "set"))
		set(instruction, ROLE_MOVE, 1);
	else if (assembly_piece_starts(instruction->name, "cmov"))
		set(instruction, ROLE_MODIFY, register_width(instruction));
	else
		return false;
	return true;
}

static bool find_vector(struct assembly_instruction *instruction)
{
	static const struct entry ends[] = {{"ss", ROLE_READ, 4},
					    {"sd", ROLE_READ, 8},
					    {"ps", ROLE_READ, 16},
					    {"pd", ROLE_READ, 16}};
	struct assembly_piece name = instruction->name;
	struct assembly_piece end = name;

	for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++)
		if (assembly_piece_starts(name, packed[i])) {
			set(instruction, ROLE_READ, 16);
			return true;
		}
	if (name.length < 4)
		return false;
	name.length -= 2;
	end.at += name.length;
	end.length = 2;
	for (size_t i = 0;
	     i < sizeof vector_arithmetic / sizeof vector_arithmetic[0]; i++)
		for (size_t k = 0; k < 4; k++)
			if (assembly_piece_is(end, ends[k].name) &&
			    assembly_piece_is(name, vector_arithmetic[i])) {
				set(instruction, ROLE_READ, ends[k].size);
				return true;
			}
	return false;
}

/* x87 on its own registers alone; fnstsw writes ax. */
static bool find_stack_float(struct assembly_instruction *instruction)
{
	if (instruction->name.at[0] != 'f' || has_memory(instruction))
		return false;
	set(instruction, ROLE_READ, 0);
	return true;
}

/* Names that mean different things with different operands. */
static void refine(struct assembly_instruction *instruction)
{
	struct assembly_piece name = instruction->name;

	/* by one operand it multiplies rax; of three it writes the last */
	if (assembly_piece_starts(name, "imul"))
		instruction->role = instruction->count == 1   ? ROLE_READ
				    : instruction->count == 2 ? ROLE_MODIFY
							      : ROLE_MOVE;
	/* a bit number in a register reaches beyond the operand */
	if (assembly_piece_starts(name, "bt") && has_memory(instruction))
		instruction->role = ROLE_UNKNOWN;
	if (assembly_piece_starts(name, "pop") && has_memory(instruction))
		instruction->role = ROLE_UNKNOWN;
	/* two memory operands, or none where one would be needed */
	if (instruction->role == ROLE_ADDRESS &&
	    (instruction->count != 2 ||
	     instruction->operand[0].kind != OPERAND_MEMORY))
		instruction->role = ROLE_UNKNOWN;
}

void assembly_mnemonic_read(struct assembly_instruction *instruction)
{
	set(instruction, ROLE_UNKNOWN, 0);
	if (instruction->flow == FLOW_BRANCH ||
	    instruction->flow == FLOW_JUMP ||
	    instruction->flow == FLOW_INDIRECT) {
		set(instruction, ROLE_READ, 8);
		return;
	}
	if (find_exact(instruction) || find_suffixed(instruction) ||
	    find_conditional(instruction) || find_vector(instruction) ||
	    find_stack_float(instruction))
		refine(instruction);
}
