/* How a function uses its frame pointer: which bytes it may give away.
 *
 * An address in the frame that somebody may keep is made in one of three ways:
 *
 *	leaq n(%rbp), %r            an anchor at n
 *	op   n(%rbp,%i,scale)       an anchor at n, and any index
 *	addq %rbp, %r               an anchor at 0, and any index
 *
 * and gcc may then shift it: `leaq -16(%rbp), %rax; addq %rdx, %rax;
 * subq $96, %rax` is an element of the array at -112.  Shifts go down only, as
 * gcc's base is the top of the locals.  So for each constant c that the
 * function takes off a 64-bit register (or uses as a displacement -c) and each
 * anchor n, n - c is an anchor too.
 *
 * All other uses of rbp than these, plain operands n(%rbp), the prologue and
 * the epilogue make the whole frame unclear. */
#include "model/assembly/reach.h"

#include "base/alloc.h"

struct survey {
	const struct assembly_function *function;
	const struct assembly_borrow *borrow;
	struct assembly_reach *reach;
	long long shift[REACH_SHIFTS_MAX];
	size_t shift_count;
	bool computes;   /* an address, by adding rbp to a register */
	bool uses_r10;   /* gcc's static chain: a nested function's frame */
	size_t restored; /* so many bytes below rbp are popped at the end */
};

void assembly_reach_mark(struct assembly_reach *reach, size_t from, size_t to,
			 int mark)
{
	for (size_t i = from; i < to; i++)
		reach->byte[i] |= (unsigned char)mark;
}

bool assembly_reach_has(const struct assembly_reach *reach, size_t from,
			size_t to, int mark)
{
	for (size_t i = from; i < to; i++)
		if (reach->byte[i] & mark)
			return true;
	return false;
}

static void give_up(struct survey *survey)
{
	survey->reach->is_clear = false;
}

static bool is_general(const struct assembly_operand *operand, int number)
{
	return operand->kind == OPERAND_REGISTER && operand->number == number;
}

/* The place of rbp + offset, or the lowest when it lies below all. */
static size_t place(const struct assembly_reach *reach, long long offset)
{
	long long at = (long long)reach->depth + offset;

	return at < 0 ? 0 : (size_t)at;
}

/* Marks the place of rbp + offset, which is not above rbp. */
static void mark_place(struct assembly_reach *reach, long long offset, int mark)
{
	size_t at = place(reach, offset);

	if (offset <= 0)
		assembly_reach_mark(reach, at, at + 1, mark);
}

/* Anchors above rbp can come down by a shift only. */
static void add_anchor(struct survey *survey, long long offset)
{
	survey->reach->escapes = true;
	mark_place(survey->reach, offset, BYTE_ANCHOR);
	for (size_t i = 0; i < survey->shift_count; i++)
		mark_place(survey->reach, offset - survey->shift[i],
			   BYTE_ANCHOR);
}

/* `size` bytes at offset(%rbp) are read or written. */
static void add_access(struct survey *survey, long long offset, int size)
{
	struct assembly_reach *reach = survey->reach;
	size_t from = place(reach, offset);
	size_t to = place(reach, offset + size);

	if (offset >= 0)
		return;
	if (size == 0 || offset + size > 0) {
		give_up(survey);
		return;
	}
	if (-offset > (long long)reach->depth)
		return;
	assembly_reach_mark(reach, from, to, BYTE_ACCESSED);
	mark_place(reach, offset, BYTE_BORDER);
	mark_place(reach, offset + size, BYTE_BORDER);
}

static bool is_lent(const struct survey *survey,
		    const struct assembly_instruction *instruction)
{
	size_t i = (size_t)(instruction - survey->function->instruction);

	return survey->borrow[i].is_lent;
}

static void add_indexed(struct survey *survey,
			const struct assembly_operand *operand)
{
	struct assembly_reach *reach = survey->reach;

	if (reach->scale_min == 0 || operand->scale < reach->scale_min)
		reach->scale_min = operand->scale;
	reach->escapes = true;
	mark_place(reach, operand->value, BYTE_INDEXED);
	add_anchor(survey, operand->value);
}

/* What is below the frame is written for calls; what is read through rsp might
 * be anything, save gcc's stack probe `orq $0, (%rsp)`. */
static void add_below(struct survey *survey,
		      const struct assembly_instruction *instruction, int i)
{
	bool probe = assembly_piece_starts(instruction->name, "or") &&
		     instruction->operand[0].kind == OPERAND_IMMEDIATE &&
		     instruction->operand[0].value == 0;

	if (assembly_instruction_reads(instruction, i) && !probe)
		give_up(survey);
}

static void add_memory(struct survey *survey,
		       const struct assembly_instruction *instruction, int i)
{
	const struct assembly_operand *operand = &instruction->operand[i];
	bool address = instruction->role == ROLE_ADDRESS;

	if (operand->index == REGISTER_RBP)
		give_up(survey);
	if (operand->base == REGISTER_RSP)
		add_below(survey, instruction, i);
	if (operand->base != REGISTER_RBP)
		return;
	if (!operand->is_number || instruction->role == ROLE_UNKNOWN)
		give_up(survey);
	else if (operand->index != REGISTER_NONE)
		add_indexed(survey, operand);
	else if (!address)
		add_access(survey, operand->value, instruction->size);
	else if (!is_general(&instruction->operand[1], REGISTER_RSP) &&
		 !is_lent(survey, instruction))
		add_anchor(survey, operand->value);
}

/* The known uses of rbp as a register behind the prologue. */
static void add_frame_pointer(struct survey *survey,
			      const struct assembly_instruction *instruction,
			      int i)
{
	const struct assembly_operand *other = &instruction->operand[1];

	if (instruction->operand[i].width != 8 || i != 0) {
		give_up(survey);
	} else if (assembly_piece_starts(instruction->name, "add") &&
		   instruction->count == 2 && other->kind == OPERAND_REGISTER) {
		survey->computes = true;
		add_anchor(survey, 0);
	} else if (!assembly_piece_starts(instruction->name, "pop") &&
		   !(assembly_piece_is(instruction->name, "movq") &&
		     is_general(other, REGISTER_RSP))) {
		give_up(survey);
	}
}

static void add_register(struct survey *survey,
			 const struct assembly_instruction *instruction, int i)
{
	const struct assembly_operand *operand = &instruction->operand[i];

	if (operand->number == REGISTER_RBP)
		add_frame_pointer(survey, instruction, i);
	if (operand->number == REGISTER_R10)
		survey->uses_r10 = true;
	if (operand->number == REGISTER_RSP &&
	    assembly_piece_starts(instruction->name, "and"))
		give_up(survey); /* locals may be reached from rsp */
}

static void add_shift(struct survey *survey, long long shift)
{
	if (shift <= 0 || shift > REACH_DEPTH_MAX + 64)
		return;
	for (size_t i = 0; i < survey->shift_count; i++)
		if (survey->shift[i] == shift)
			return;
	if (survey->shift_count == REACH_SHIFTS_MAX)
		give_up(survey);
	else
		survey->shift[survey->shift_count++] = shift;
}

static void find_shifts(struct survey *survey,
			const struct assembly_instruction *instruction)
{
	const struct assembly_operand *first = &instruction->operand[0];
	const struct assembly_operand *last = &instruction->operand[1];

	if (instruction->count == 2 && first->kind == OPERAND_IMMEDIATE &&
	    last->kind == OPERAND_REGISTER && last->width == 8 &&
	    last->number != REGISTER_RSP) {
		if (assembly_piece_starts(instruction->name, "sub"))
			add_shift(survey, first->value);
		if (assembly_piece_starts(instruction->name, "add"))
			add_shift(survey, -first->value);
	}
	for (int i = 0; i < instruction->count; i++) {
		const struct assembly_operand *operand =
			&instruction->operand[i];

		if (operand->kind == OPERAND_MEMORY && operand->is_number &&
		    operand->base != REGISTER_RBP &&
		    operand->base != REGISTER_RSP)
			add_shift(survey, -operand->value);
	}
}

/* Two-operand test without caring for a suffix. */
static bool is_move(const struct assembly_instruction *instruction, int from,
		    int to)
{
	return assembly_piece_is(instruction->name, "movq") &&
	       instruction->count == 2 &&
	       is_general(&instruction->operand[0], from) &&
	       is_general(&instruction->operand[1], to);
}

/* The index behind `pushq %rbp; movq %rsp, %rbp`, or 0. */
static size_t skip_prologue(const struct assembly_function *function)
{
	const struct assembly_instruction *list = function->instruction;
	size_t i = function->count > 0 &&
		   assembly_piece_is(list[0].name, "endbr64");

	if (i + 2 > function->count ||
	    !assembly_piece_starts(list[i].name, "push") ||
	    !is_general(&list[i].operand[0], REGISTER_RBP) ||
	    !is_move(&list[i + 1], REGISTER_RSP, REGISTER_RBP))
		return 0;
	return i + 2;
}

/* Once rbp is the caller's again, the function must end. */
static bool ends_well(const struct assembly_function *function, size_t i)
{
	const struct assembly_instruction *one = &function->instruction[i];
	bool restores = assembly_piece_starts(one->name, "leave") ||
			(assembly_piece_starts(one->name, "pop") &&
			 is_general(&one->operand[0], REGISTER_RBP));

	if (!restores)
		return true;
	if (i + 1 == function->count)
		return false;
	return one[1].flow == FLOW_RETURN ||
	       (one[1].flow == FLOW_JUMP &&
		function->target[i + 1] == ASSEMBLY_EXIT);
}

static bool is_pop(const struct assembly_instruction *instruction)
{
	return assembly_piece_starts(instruction->name, "pop") &&
	       instruction->count == 1;
}

/* A pop reads the frame without an operand n(%rbp).  Which bytes, is known at
 * the end only: what is popped straight before rbp lay straight below it. */
static void add_pop(struct survey *survey, size_t i)
{
	const struct assembly_function *function = survey->function;
	size_t end = i;

	while (end < function->count && is_pop(&function->instruction[end]) &&
	       !is_general(&function->instruction[end].operand[0],
			   REGISTER_RBP))
		end++;
	if (end == function->count || !is_pop(&function->instruction[end]))
		give_up(survey);
	else if (survey->restored < 8 * (end - i))
		survey->restored = 8 * (end - i);
}

/* Nothing else uses what is popped, so it is no slot. */
static bool keeps_restored(const struct survey *survey)
{
	const struct assembly_reach *reach = survey->reach;
	size_t from = place(reach, -(long long)survey->restored);

	return !assembly_reach_has(reach, from, reach->depth, BYTE_ACCESSED);
}

static size_t find_depth(const struct assembly_function *function)
{
	long long depth = 0;

	for (size_t i = 0; i < function->count; i++) {
		const struct assembly_instruction *one =
			&function->instruction[i];

		for (int k = 0; k < one->count; k++)
			if (one->operand[k].kind == OPERAND_MEMORY &&
			    one->operand[k].base == REGISTER_RBP &&
			    -one->operand[k].value > depth)
				depth = -one->operand[k].value;
	}
	return depth > REACH_DEPTH_MAX ? REACH_DEPTH_MAX : (size_t)depth;
}

static void survey_all(struct survey *survey, size_t start)
{
	const struct assembly_function *function = survey->function;

	for (size_t i = start; i < function->count; i++)
		find_shifts(survey, &function->instruction[i]);
	for (size_t i = start; i < function->count; i++) {
		const struct assembly_instruction *one =
			&function->instruction[i];

		for (int k = 0; k < one->count; k++) {
			if (one->operand[k].kind == OPERAND_MEMORY)
				add_memory(survey, one, k);
			else if (one->operand[k].kind == OPERAND_REGISTER)
				add_register(survey, one, k);
		}
		if (survey->borrow[i].size > 0)
			add_access(survey, survey->borrow[i].offset,
				   survey->borrow[i].size);
		if (is_pop(one))
			add_pop(survey, i);
		if (!ends_well(function, i))
			give_up(survey);
	}
}

void assembly_reach_find(const struct assembly_function *function,
			 const struct assembly_borrow *borrow,
			 struct assembly_reach *reach)
{
	struct survey survey = {
		.function = function, .borrow = borrow, .reach = reach};
	size_t start = skip_prologue(function);

	*reach = (struct assembly_reach){.is_clear = start != 0,
					 .depth = find_depth(function)};
	if (!reach->is_clear)
		return;
	reach->byte = mem_alloc(reach->depth + 1);
	survey_all(&survey, start);
	if ((survey.uses_r10 && reach->escapes) || !keeps_restored(&survey) ||
	    (survey.computes && survey.shift_count == 0))
		give_up(&survey);
}
