/* What the values that an instruction reads are good for.
 *
 *	movl %eax, %ebx         computes ebx from eax, and no more
 *	addl %ecx, %eax         computes eax and the flags
 *	movl (%rax), %ebx       computes ebx from memory; uses rax, as a wrong
 *	                        address would be noticed
 *	movl %ebx, -20(%rbp)    computes a slot, if that is one
 *	movl %ebx, (%rax)       uses both
 *
 * Only what the table of mnemonics says to compute does.  All else uses what
 * it names, and the registers that instructions may read without naming them:
 * never rbx nor r12 ... r15, unless the mnemonic is unknown.
 *
 * A call of the compiler's own helpers is one by the C convention.  Other
 * functions may have conventions of their own, by attributes that the text
 * does not tell:
 *
 * - what was in rax is gone behind it only if the function is the library's or
 *   stands in this text and does not restore rax (clang's preserve_most,
 *   preserve_all, no_caller_saved_registers do);
 * - it uses all registers but rbx, which never passes an argument, and rax,
 *   which does so for regcall, with names of its own, and for preserve_none,
 *   behind r11 (see unused.c); al, in which a call with variable
 *   arguments says how many are vectors, is set to a constant before.
 *
 * This does not cover a regcall function with a plain name by an assembler
 * label. */
#include "model/assembly/effect.h"

#include <string.h>

/* eax to rax */
#define WIDEN "cltq"

#define BIT(number) (UINT32_C(1) << (number))

enum {
	/* rdi, rsi, rdx, rcx, r8, r9 */
	ARGUMENTS = 0x3c6,
};

/* A general register that is followed, as a bit; else 0. */
static uint32_t bit(int number)
{
	return number >= 0 && number < REGISTER_RIP ? BIT(number) & EFFECT_ALL
						    : 0;
}

/* The index of the first slot that ends above `offset`, or `count`. */
static size_t find_slot(const struct assembly_frame *frame, long long offset)
{
	size_t low = 0;
	size_t high = frame->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct assembly_slot *slot = &frame->slot[middle];

		if (slot->offset + slot->size <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The slots that share a byte with [from, to). */
static struct assembly_span overlap(const struct assembly_frame *frame,
				    long long from, long long to)
{
	struct assembly_span span = {.from = find_slot(frame, from)};

	span.to = span.from;
	while (span.to < frame->count && frame->slot[span.to].offset < to)
		span.to++;
	return span;
}

/* Are these slots the bytes [from, to), all of them and no more? */
static bool is_exact(const struct assembly_frame *frame,
		     struct assembly_span span, long long from, long long to)
{
	for (size_t i = span.from; i < span.to; i++) {
		if (frame->slot[i].offset != from)
			return false;
		from += frame->slot[i].size;
	}
	return from == to;
}

/* n(%rbp) in the frame */
static bool is_plain(const struct assembly_operand *operand)
{
	return operand->base == REGISTER_RBP &&
	       operand->index == REGISTER_NONE && operand->is_number &&
	       operand->value < 0;
}

/* The operand is read: a value, or memory at an address. */
static void read_operand(const struct assembly_instruction *one,
			 const struct assembly_operand *operand,
			 const struct assembly_frame *frame,
			 struct assembly_effect *effect)
{
	if (operand->kind == OPERAND_REGISTER)
		effect->source |= bit(operand->number);
	else if (operand->kind == OPERAND_MEMORY && is_plain(operand))
		effect->source_slots = overlap(frame, operand->value,
					       operand->value + one->size);
}

/* The operand is written: a target, if that is one that is followed. */
static void write_operand(const struct assembly_instruction *one,
			  const struct assembly_operand *operand,
			  const struct assembly_frame *frame,
			  struct assembly_effect *effect)
{
	long long from = operand->value;
	struct assembly_span span = {0, 0};

	if (operand->kind == OPERAND_REGISTER) {
		effect->target |= bit(operand->number);
		effect->computes &= bit(operand->number) != 0;
		if (operand->width >= 4) /* else the rest stays */
			effect->gone |= bit(operand->number);
		return;
	}
	if (operand->kind == OPERAND_MEMORY && is_plain(operand))
		span = overlap(frame, from, from + one->size);
	if (span.from < span.to &&
	    is_exact(frame, span, from, from + one->size)) {
		effect->target_slots = span;
	} else {
		effect->use_slots = span;
		effect->computes = false;
	}
}

/* `xorl %eax, %eax` is 0, whatever was there. */
static bool is_zero(const struct assembly_instruction *one)
{
	const struct assembly_operand *operand = one->operand;

	return assembly_piece_starts(one->name, "xor") && one->count == 2 &&
	       operand[0].kind == OPERAND_REGISTER &&
	       operand[1].kind == OPERAND_REGISTER &&
	       operand[0].number == operand[1].number &&
	       operand[0].width >= 4 && operand[1].width >= 4;
}

static void read_operands(const struct assembly_instruction *one,
			  const struct assembly_frame *frame,
			  struct assembly_effect *effect)
{
	for (int i = 0; i < one->count; i++) {
		const struct assembly_operand *operand = &one->operand[i];
		uint32_t address = bit(operand->base) | bit(operand->index);

		if (assembly_instruction_reads(one, i) && !is_zero(one))
			read_operand(one, operand, frame, effect);
		if (assembly_instruction_writes(one, i))
			write_operand(one, operand, frame, effect);
		if (one->role == ROLE_ADDRESS)
			effect->source |= address;
		else
			effect->use |= address;
	}
}

static void read_flags(const struct assembly_instruction *one,
		       struct assembly_effect *effect)
{
	if (one->flags == FLAGS_READ)
		effect->source |= EFFECT_FLAGS;
	else if (one->flags != FLAGS_KEPT)
		effect->target |= EFFECT_FLAGS;
	if (one->flags == FLAGS_SET)
		effect->gone |= EFFECT_FLAGS;
}

static bool starts_as_one(struct assembly_piece name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (assembly_piece_starts(name, *list))
			return true;
	return false;
}

/* Does the text hold the function, and does that not restore rax? */
static bool is_here(const struct assembly_function *function,
		    struct assembly_piece name)
{
	const struct assembly_lines *lines = function->lines;
	const char *at = memchr(name.at, '@', name.length);
	const struct assembly_symbol *symbol;
	size_t end;

	if (at != NULL)
		name.length = (size_t)(at - name.at);
	symbol = assembly_symbol_find(function->symbols, name);
	if (symbol == NULL || symbol->line >= lines->count ||
	    !assembly_function_begins(lines, function->symbols, symbol->line,
				      &end))
		return false;
	for (size_t i = symbol->line; i < end; i++)
		if (lines->line[i].kind == LINE_ODD ||
		    (assembly_piece_starts(lines->line[i].word, "pop") &&
		     assembly_piece_is(lines->line[i].rest, "%rax")))
			return false;
	return true;
}

static void read_plain_call(const struct assembly_function *function,
			    struct assembly_piece name,
			    struct assembly_effect *effect)
{
	static const char *const helpers[] = {"__tsan_", "__tls_get_addr",
					      NULL};
	static const char *const library[] = {"pthread_", "sem_",   "thrd_",
					      "mtx_",     "cnd_",   "mc_",
					      "malloc",   "calloc", NULL};
	static const char *const odd[] = {"__regcall", "__x86_", NULL};

	if (starts_as_one(name, helpers)) {
		effect->use = ARGUMENTS;
		effect->gone |= EFFECT_SCRATCH;
	} else if (!starts_as_one(name, odd)) {
		effect->use &= ~EFFECT_RAX;
		if (starts_as_one(name, library) || is_here(function, name))
			effect->gone |= EFFECT_RAX;
	}
}

static void read_call(const struct assembly_function *function,
		      const struct assembly_instruction *one,
		      struct assembly_effect *effect)
{
	effect->use |= EFFECT_ALL & ~(BIT(REGISTER_RBX) | EFFECT_FLAGS);
	effect->gone |= EFFECT_FLAGS;
	if (one->count == 1 && one->operand[0].kind == OPERAND_SYMBOL &&
	    !one->operand[0].indirect)
		read_plain_call(function, one->operand[0].name, effect);
}

/* What an instruction reads that it does not name. */
static uint32_t implied(const struct assembly_instruction *one)
{
	if (one->role == ROLE_UNKNOWN)
		return EFFECT_ALL;
	if (one->flow == FLOW_BRANCH) /* jrcxz */
		return EFFECT_FLAGS | BIT(REGISTER_RCX);
	return one->flow == FLOW_JUMP ? 0 : EFFECT_SCRATCH | EFFECT_FLAGS;
}

struct assembly_effect
assembly_effect_of(const struct assembly_function *function,
		   const struct assembly_frame *frame, size_t i)
{
	const struct assembly_instruction *one = &function->instruction[i];
	struct assembly_effect effect = {.computes =
						 one->sort == SORT_COMPUTES};

	read_operands(one, frame, &effect);
	read_flags(one, &effect);
	if (assembly_piece_is(one->name, WIDEN))
		effect.source = effect.target = effect.gone = EFFECT_RAX;
	if (one->flow == FLOW_CALL)
		read_call(function, one, &effect);
	else if (one->sort == SORT_OTHER || one->role == ROLE_UNKNOWN)
		effect.use |= implied(one);
	if (frame->borrow != NULL && frame->borrow[i].size > 0)
		effect.use_slots = overlap(frame, frame->borrow[i].offset,
					   frame->borrow[i].offset +
						   frame->borrow[i].size);
	return effect;
}
