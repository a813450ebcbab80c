/* The mnemonics that compilers write at -O0.
 *
 * A name on no list is ROLE_UNKNOWN, which every user must treat as reading
 * all registers and touching memory of unknown extent.  So a missing entry
 * costs precision only.  A wrong entry would be a wrong verdict: an entry may
 * say "reads" for what writes an untracked register (vector, x87, rax, rdx),
 * never leave out a read. */
#include "model/assembly/mnemonic.h"

#include <string.h>

enum { SIZE_SUFFIX = -1 }; /* by b, w, l or q behind, or by a register */

struct group {
	const char *names;
	enum assembly_role role;
	int size;
	enum assembly_sort sort;
	enum assembly_flags flags;
};

static const struct group groups[] = {
	/* widening moves: the size is that of the source */
	{"movsbl movsbw movsbq movzbl movzbw movzbq", ROLE_MOVE, 1,
	 SORT_COMPUTES, FLAGS_KEPT},
	{"movswl movswq movzwl movzwq", ROLE_MOVE, 2, SORT_COMPUTES,
	 FLAGS_KEPT},
	{"movslq", ROLE_MOVE, 4, SORT_COMPUTES, FLAGS_KEPT},
	{"movabsq", ROLE_MOVE, 8, SORT_COMPUTES, FLAGS_KEPT},
	/* strings: through rsi and rdi only */
	{"movsb stosb", ROLE_READ, 1, SORT_OTHER, FLAGS_KEPT},
	{"movsw stosw", ROLE_READ, 2, SORT_OTHER, FLAGS_KEPT},
	{"movsl stosl", ROLE_READ, 4, SORT_OTHER, FLAGS_KEPT},
	{"movsq stosq", ROLE_READ, 8, SORT_OTHER, FLAGS_KEPT},
	{"cltq", ROLE_READ, 0, SORT_COMPUTES, FLAGS_KEPT},
	/* in rax and rdx, or nothing */
	{"cltd cqto cwtl cwtd cbtw pause leave leaveq mfence sfence lfence "
	 "endbr64 cld sahf lahf ud2 hlt ret retq",
	 ROLE_READ, 0, SORT_OTHER, FLAGS_KEPT},
	{"nop nopw nopl", ROLE_READ, 0, SORT_PLAIN, FLAGS_KEPT},
	{"call callq", ROLE_READ, 8, SORT_OTHER, FLAGS_KEPT},
	{"push pushq", ROLE_READ, 8, SORT_PLAIN, FLAGS_KEPT},
	{"pop popq", ROLE_MOVE, 8, SORT_PLAIN, FLAGS_KEPT},
	/* vector moves */
	{"movss movd", ROLE_MOVE, 4, SORT_COMPUTES, FLAGS_KEPT},
	{"movsd movlps movhps movlpd movhpd movhlps movlhps", ROLE_MOVE, 8,
	 SORT_COMPUTES, FLAGS_KEPT},
	{"movaps movapd movups movupd movdqa movdqu movmskpd movmskps",
	 ROLE_MOVE, 16, SORT_COMPUTES, FLAGS_KEPT},
	/* conversions */
	{"cvtsi2ss cvtsi2sd", ROLE_READ, 0, SORT_OTHER, FLAGS_KEPT},
	{"cvtss2sd cvtsi2ssl cvtsi2sdl", ROLE_READ, 4, SORT_OTHER, FLAGS_KEPT},
	{"cvtsd2ss cvtps2pd cvtdq2pd cvtsi2ssq cvtsi2sdq", ROLE_READ, 8,
	 SORT_OTHER, FLAGS_KEPT},
	{"cvtpd2ps cvtdq2ps", ROLE_READ, 16, SORT_OTHER, FLAGS_KEPT},
	{"cvttss2si cvttss2sil cvttss2siq", ROLE_MOVE, 4, SORT_OTHER,
	 FLAGS_KEPT},
	{"cvttsd2si cvttsd2sil cvttsd2siq", ROLE_MOVE, 8, SORT_OTHER,
	 FLAGS_KEPT},
	/* x87 */
	{"filds fldcw", ROLE_READ, 2, SORT_OTHER, FLAGS_KEPT},
	{"flds fildl fadds fsubs fsubrs fmuls fdivs fdivrs", ROLE_READ, 4,
	 SORT_OTHER, FLAGS_KEPT},
	{"fldl fildll fildq faddl fsubl fsubrl fmull fdivl fdivrl", ROLE_READ,
	 8, SORT_OTHER, FLAGS_KEPT},
	{"fldt", ROLE_READ, 10, SORT_OTHER, FLAGS_KEPT},
	{"fists fistps fisttps fnstcw fstcw fnstsw fstsw", ROLE_MOVE, 2,
	 SORT_OTHER, FLAGS_KEPT},
	{"fsts fstps fistl fistpl fisttpl", ROLE_MOVE, 4, SORT_OTHER,
	 FLAGS_KEPT},
	{"fstl fstpl fistpll fistpq fisttpll", ROLE_MOVE, 8, SORT_OTHER,
	 FLAGS_KEPT},
	{"fstpt", ROLE_MOVE, 10, SORT_OTHER, FLAGS_KEPT},
	/* integers */
	{"mov", ROLE_MOVE, SIZE_SUFFIX, SORT_COMPUTES, FLAGS_KEPT},
	{"lea", ROLE_ADDRESS, SIZE_SUFFIX, SORT_COMPUTES, FLAGS_KEPT},
	{"add sub and or xor neg", ROLE_MODIFY, SIZE_SUFFIX, SORT_COMPUTES,
	 FLAGS_SET},
	{"inc dec sal shl sar shr imul", ROLE_MODIFY, SIZE_SUFFIX,
	 SORT_COMPUTES, FLAGS_CHANGED},
	{"not", ROLE_MODIFY, SIZE_SUFFIX, SORT_COMPUTES, FLAGS_KEPT},
	{"adc sbb rol ror rcl rcr shld shrd bswap bsf bsr", ROLE_MODIFY,
	 SIZE_SUFFIX, SORT_OTHER, FLAGS_KEPT},
	{"cmp test", ROLE_READ, SIZE_SUFFIX, SORT_PLAIN, FLAGS_SET},
	{"mul div idiv bt", ROLE_READ, SIZE_SUFFIX, SORT_OTHER, FLAGS_KEPT},
	{"xchg xadd cmpxchg", ROLE_SWAP, SIZE_SUFFIX, SORT_OTHER, FLAGS_KEPT},
};

/* With ss, sd, ps or pd behind; the destination is a vector register. */
static const char vector_arithmetic[] =
	"add sub mul div sqrt min max and andn or xor ucomi comi unpckl unpckh "
	"shuf cmpeq cmplt cmple cmpunord cmpneq cmpnlt cmpnle cmpord";

/* What begins so works on 16 bytes; the destination is a vector register. */
static const char *const packed[] = {"padd",  "psub",   "pxor",   "por",
				     "pand",  "pcmpeq", "pcmpgt", "punpck",
				     "pshuf", "pmul"};

/* Is the name one of these words? */
static bool is_among(struct assembly_piece name, const char *words)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");

		if (name.length == length &&
		    memcmp(name.at, words, length) == 0)
			return true;
		words += length + (words[length] == ' ');
	}
	return false;
}

static bool has_memory(const struct assembly_instruction *instruction)
{
	for (int i = 0; i < instruction->count; i++)
		if (instruction->operand[i].kind == OPERAND_MEMORY)
			return true;
	return false;
}

/* Of what is read otherwise than by the table. */
static bool set(struct assembly_instruction *instruction,
		enum assembly_role role, int size)
{
	instruction->role = role;
	instruction->size = size;
	return true;
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

/* The group of the name; with a size of SIZE_SUFFIX only if `suffixed`. */
static const struct group *find_group(struct assembly_piece name, bool suffixed)
{
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if ((groups[i].size == SIZE_SUFFIX) == suffixed &&
		    is_among(name, groups[i].names))
			return &groups[i];
	return NULL;
}

static bool find_named(struct assembly_instruction *instruction)
{
	struct assembly_piece name = instruction->name;
	struct assembly_piece stem = {name.at, name.length - 1};
	const char *suffix = strchr("bwlq", name.at[stem.length]);
	const struct group *group = find_group(name, false);
	int size = group ? group->size : register_width(instruction);

	if (group == NULL && suffix != NULL) {
		group = find_group(stem, true);
		if (group != NULL)
			size = 1 << (suffix - strchr("bwlq", 'b'));
	}
	if (group == NULL)
		group = find_group(name, true);
	if (group == NULL)
		return false;
	instruction->sort = group->sort;
	instruction->flags = group->flags;
	return set(instruction, group->role, size);
}

/* setne, cmovle */
static bool find_conditional(struct assembly_instruction *instruction)
{
	bool sets = assembly_piece_starts(instruction->name, "set");

	if (!sets && !assembly_piece_starts(instruction->name, "cmov"))
		return false;
	instruction->sort = SORT_COMPUTES;
	instruction->flags = FLAGS_READ;
	return set(instruction, sets ? ROLE_MOVE : ROLE_MODIFY,
		   sets ? 1 : register_width(instruction));
}

static bool find_vector(struct assembly_instruction *instruction)
{
	struct assembly_piece stem = instruction->name;
	struct assembly_piece end = stem;

	for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++)
		if (assembly_piece_starts(stem, packed[i]))
			return set(instruction, ROLE_READ, 16);
	if (stem.length < 4)
		return false;
	stem.length -= 2;
	end.at += stem.length;
	end.length = 2;
	return is_among(end, "ss sd ps pd") &&
	       is_among(stem, vector_arithmetic) &&
	       set(instruction, ROLE_READ,
		   end.at[0] == 'p'   ? 16
		   : end.at[1] == 's' ? 4
				      : 8);
}

/* x87 on its own registers alone; fnstsw writes ax. */
static bool find_stack_float(struct assembly_instruction *instruction)
{
	return instruction->name.at[0] == 'f' && !has_memory(instruction) &&
	       set(instruction, ROLE_READ, 0);
}

/* Names that mean different things with different operands. */
static void refine(struct assembly_instruction *instruction)
{
	struct assembly_piece name = instruction->name;

	/* by one operand it multiplies rax; of three it writes the last */
	if (assembly_piece_starts(name, "imul") && instruction->count == 1) {
		instruction->role = ROLE_READ;
		instruction->sort = SORT_OTHER;
	} else if (assembly_piece_starts(name, "imul") &&
		   instruction->count == 3) {
		instruction->role = ROLE_MOVE;
	}
	/* a bit number in a register reaches beyond the operand */
	if ((assembly_piece_starts(name, "bt") ||
	     assembly_piece_starts(name, "pop")) &&
	    has_memory(instruction))
		instruction->role = ROLE_UNKNOWN;
	/* two memory operands, or none where one would be needed */
	if (instruction->role == ROLE_ADDRESS &&
	    (instruction->count != 2 ||
	     instruction->operand[0].kind != OPERAND_MEMORY))
		instruction->role = ROLE_UNKNOWN;
}

void assembly_mnemonic_read(struct assembly_instruction *instruction)
{
	if (instruction->flow == FLOW_BRANCH ||
	    instruction->flow == FLOW_JUMP) {
		set(instruction, ROLE_READ, 8);
	} else if (instruction->name.length == 0) {
		instruction->sort = SORT_PLAIN; /* a prefix alone */
		set(instruction, ROLE_READ, 0);
	} else if (find_named(instruction) || find_conditional(instruction) ||
		   find_vector(instruction) || find_stack_float(instruction)) {
		refine(instruction);
	}
}
