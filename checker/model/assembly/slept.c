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
 * is cleared there (live.c), and nobody reads it later. */
#include "model/assembly/slept.h"

#include <string.h>

#include "model/assembly/effect.h"

static bool calls_one_of(const struct assembly_line *line,
			 const char *const names[], size_t count)
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
	for (size_t i = 0; i < count; i++)
		if (assembly_piece_is(name, names[i]))
			return true;
	return false;
}

static bool draws(const struct assembly_line *line)
{
	static const char *const names[] = {"rand", "random", "lrand48"};

	return calls_one_of(line, names, sizeof names / sizeof *names);
}

static bool sleeps(const struct assembly_line *line)
{
	static const char *const names[] = {"sleep", "usleep"};

	return calls_one_of(line, names, sizeof names / sizeof *names);
}

static bool is_arithmetic(struct assembly_piece name)
{
	static const char *const begins[] = {
		"mov",  "lea",  "add",  "sub", "imul", "idiv", "div",
		"cltd", "cltq", "cqto", "sar", "sal",  "shr",  "shl",
		"and",  "or",   "xor",  "neg", "not"};

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (assembly_piece_starts(name, begins[i]))
			return true;
	return false;
}

/* Slots that hold the number. */
struct held {
	long long offset[4];
	size_t count;
};

static bool is_scratch(const struct assembly_operand *operand)
{
	return operand->kind == OPERAND_REGISTER &&
	       operand->number < REGISTER_RIP &&
	       EFFECT_SCRATCH >> operand->number & 1;
}

static bool hold(struct held *held, const struct assembly_operand *operand)
{
	if (operand->kind != OPERAND_MEMORY || operand->base != REGISTER_RBP ||
	    operand->index != REGISTER_NONE || !operand->is_number ||
	    held->count == sizeof held->offset / sizeof *held->offset)
		return false;
	held->offset[held->count++] = operand->value;
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
		    !hold(held, &one.operand[i]))
			return false;
	return true;
}

/* Is each of the slots cleared in what is added before lines [from, to)? */
static bool are_cleared(const struct held *held, const struct text *added,
			size_t from, size_t to)
{
	for (size_t i = 0; i < held->count; i++) {
		struct text slot = {0};
		size_t at = from;

		text_addf(&slot, ", %lld(%%rbp)\n", held->offset[i]);
		while (at < to &&
		       !strstr(text_string(&added[at]), text_string(&slot)))
			at++;
		text_free(&slot);
		if (at == to)
			return false;
	}
	return true;
}

bool assembly_slept_fits(const struct assembly_lines *lines,
			 const struct text *added, size_t call)
{
	struct held held = {.count = 0};

	if (!draws(&lines->line[call]))
		return false;
	for (size_t i = call + 1; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (line->kind == LINE_ODD || line->section != SECTION_TEXT)
			return false;
		if (line->kind != LINE_INSTRUCTION)
			continue;
		if (sleeps(line))
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
