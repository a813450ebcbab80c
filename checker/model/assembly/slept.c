/* Random numbers that only say how long a thread sleeps.
 *
 * `sleep(rand() % 3)` draws a number in each round of a loop, so that the loop
 * comes back to its beginning only when the generator does; with several such
 * threads, when all generators do together.  But how long a sleep takes is ours
 * to say, and so is the number.  One is taken that leaves the generator as it
 * is.  So it must be used for nothing else:
 *
 *	call rand@PLT
 *	movl $3, %ecx              from here on only arithmetic, into registers
 *	cltd                       that are gone after a call
 *	idivl %ecx
 *	movl %edx, %edi
 *	call sleep@PLT
 *
 * Nothing branches in between, so what was drawn reaches the sleep and nothing
 * else, however the lines behind it may be reached as well.  It may stand in a
 * slot of the frame meanwhile, if that is found dead before the sleep: then it
 * is cleared there (live.c), and nobody reads it later.
 *
 * All this is so only of the library's functions.  A model that has one of its
 * own by such a name is left alone; and so is one of several files, as another
 * file may have it (see compile.c). */
#include "model/assembly/slept.h"

#include <string.h>

#include "model/assembly/effect.h"

/* Of those that draw, and of those that sleep. */
static const char *const drawing[] = {"rand", "random", "lrand48", NULL};
static const char *const sleeping[] = {"sleep", "usleep", NULL};

static bool is_defined(const struct assembly_symbols *symbols,
		       const char *const names[])
{
	for (; *names; names++) {
		struct assembly_piece name = {*names, strlen(*names)};
		const struct assembly_symbol *symbol =
			assembly_symbol_find(symbols, name);

		if (symbol && (symbol->is_function || symbol->line != SIZE_MAX))
			return true;
	}
	return false;
}

bool assembly_slept_applies(const struct assembly_symbols *symbols)
{
	return !is_defined(symbols, drawing) && !is_defined(symbols, sleeping);
}

static bool calls_one_of(const struct assembly_line *line,
			 const char *const names[])
{
	struct assembly_piece name = line->rest;

	if (line->kind != LINE_INSTRUCTION ||
	    !assembly_piece_starts(line->word, "call"))
		return false;
	if (name.length > 4 &&
	    assembly_piece_is(
		    (struct assembly_piece){name.at + name.length - 4, 4},
		    "@PLT"))
		name.length -= 4;
	for (; *names; names++)
		if (assembly_piece_is(name, *names))
			return true;
	return false;
}

static bool is_arithmetic(struct assembly_piece name)
{
	static const char *const begins[] = {
		"mov", "leal", "leaq", "add",  "sub", "imul", "idiv",
		"div", "cltd", "cltq", "cqto", "sar", "sal",  "shr",
		"shl", "and",  "or",   "xor",  "neg", "not"};

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (assembly_piece_starts(name, begins[i]))
			return true;
	return false;
}

/* Slots that hold the number. */
struct held {
	struct assembly_slot slot[4];
	size_t count;
};

static bool is_scratch(const struct assembly_operand *operand)
{
	return operand->kind == OPERAND_REGISTER &&
	       operand->number < REGISTER_RIP &&
	       EFFECT_SCRATCH >> operand->number & 1;
}

static bool hold(struct held *held, const struct assembly_instruction *one,
		 const struct assembly_operand *operand)
{
	if (operand->kind != OPERAND_MEMORY || operand->base != REGISTER_RBP ||
	    operand->index != REGISTER_NONE || !operand->is_number ||
	    held->count == sizeof held->slot / sizeof *held->slot)
		return false;
	held->slot[held->count++] = (struct assembly_slot){
		.offset = operand->value, .size = one->size};
	return true;
}

/* Does it write nothing but registers that are gone after a call, and slots? */
static bool stays_here(const struct assembly_line *line, struct held *held)
{
	struct assembly_instruction one;

	if (!assembly_instruction_read(line, &one) || one.flow != FLOW_NEXT ||
	    one.role == ROLE_UNKNOWN || !is_arithmetic(one.name))
		return false;
	if (one.count == 0 && assembly_piece_starts(one.name, "mov"))
		return false; /* a string */
	for (int i = 0; i < one.count; i++)
		if (assembly_instruction_writes(&one, i) &&
		    !is_scratch(&one.operand[i]) &&
		    !hold(held, &one, &one.operand[i]))
			return false;
	return true;
}

/* Is the slot, as a whole, cleared in what is added before lines [from, to)? */
static bool is_cleared(struct assembly_slot slot, const struct text *added,
		       size_t from, size_t to)
{
	char suffix = slot.size == 8 ? 'q' : slot.size == 4 ? 'l' : 0;
	struct text line = {0};

	if (!suffix)
		return false;
	text_addf(&line, "\tmov%c\t$0, %lld(%%rbp)\n", suffix, slot.offset);
	while (from < to &&
	       !strstr(text_string(&added[from]), text_string(&line)))
		from++;
	text_free(&line);
	return from < to;
}

static bool are_cleared(const struct held *held, const struct text *added,
			size_t from, size_t to)
{
	for (size_t i = 0; i < held->count; i++)
		if (!is_cleared(held->slot[i], added, from, to))
			return false;
	return true;
}

bool assembly_slept_fits(const struct assembly_lines *lines,
			 const struct text *added, size_t call)
{
	struct held held = {.count = 0};

	if (!calls_one_of(&lines->line[call], drawing))
		return false;
	for (size_t i = call + 1; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (line->kind == LINE_ODD || line->section != SECTION_TEXT)
			return false;
		if (line->kind != LINE_INSTRUCTION)
			continue;
		if (calls_one_of(line, sleeping))
			return are_cleared(&held, added, call + 1, i + 1);
		if (!stays_here(line, &held))
			return false;
	}
	return false;
}

void assembly_slept_write(const struct assembly_line *line, struct text *out)
{
	const char *name = line->rest.at;
	const char *end = line->whole.at + line->whole.length;

	text_add_bytes(out, line->whole.at, (size_t)(name - line->whole.at));
	text_add(out, "__mc_rand_slept@PLT");
	name += line->rest.length;
	text_add_bytes(out, name, (size_t)(end - name));
}
