/* Which registers and frame slots are dead, and where to say so.
 *
 * Two backward analyses over the instructions, one bit for each place:
 *
 *	live   some path reads the place before it writes it whole
 *	seen   some path reaches a call before it writes it whole: only at
 *	       calls does anybody look at a suspended thread
 *
 * A place that is not live may be given any value, anywhere; so each kill is
 * safe by itself.  It is useful where the place is seen and may hold something
 * old: right behind an instruction i that wrote it or was the last to read it,
 *
 *	(live before i or written by i) and not live behind i and seen
 *
 * and at the target of a jump where it is live on another way only:
 *
 *	   cmpl $0, -4(%rbp)
 *	   je .L1       live on the way on, not at .L1
 *	   ...
 *	.L1:            cleared here
 *
 * At the end of the function the callee-saved registers are the caller's:
 * live.  The frame is gone.  mov changes no flags, so a kill may stand between
 * a comparison and its jump. */
#include "model/assembly/live.h"

#include "base/alloc.h"

#include <string.h>

struct solver {
	const struct assembly_function *function;
	const struct assembly_frame *frame;
	size_t places;
	size_t words;
	/* per instruction a row of `words` */
	uint64_t *read;
	uint64_t *written; /* whole: what was there is gone */
	uint64_t *touched; /* written, if only in part */
	uint64_t *live;    /* before it */
	uint64_t *seen;
	uint64_t *kill; /* right before it */
	/* rows */
	uint64_t *live_behind;
	uint64_t *seen_behind;
	uint64_t *at_exit;
};

static uint64_t *row(const struct solver *solver, uint64_t *rows, size_t i)
{
	return rows + i * solver->words;
}

static void set_bit(uint64_t *bits, size_t place)
{
	bits[place / 64] |= (uint64_t)1 << (place % 64);
}

/* The place of a general register, or -1. */
static int register_place(int number)
{
	if (number == REGISTER_RBX)
		return 0;
	if (number >= REGISTER_R12 && number < REGISTER_RIP)
		return number - REGISTER_R12 + 1;
	return -1;
}

static void use_register(struct solver *solver, size_t i, int number)
{
	int place = register_place(number);

	if (place >= 0)
		set_bit(row(solver, solver->read, i), (size_t)place);
}

/* A write of 4 bytes clears the upper half; a smaller one keeps the rest, so
 * it counts as a read. */
static void define_register(struct solver *solver, size_t i,
			    const struct assembly_operand *operand)
{
	int place = register_place(operand->number);

	if (place < 0)
		return;
	set_bit(row(solver, solver->touched, i), (size_t)place);
	set_bit(row(solver,
		    operand->width >= 4 ? solver->written : solver->read, i),
		(size_t)place);
}

/* Instruction i reads or surely writes the bytes [from, to) from rbp. */
static void access_slots(struct solver *solver, size_t i, long long from,
			 long long to, bool reads, bool writes)
{
	const struct assembly_frame *frame = solver->frame;

	for (size_t k = assembly_frame_slot(frame, from);
	     k < frame->count && frame->slot[k].offset < to; k++) {
		const struct assembly_slot *slot = &frame->slot[k];
		bool whole =
			slot->offset >= from && slot->offset + slot->size <= to;
		size_t place = k + PLACE_REGISTERS;

		if (reads || !whole)
			set_bit(row(solver, solver->read, i), place);
		if (!writes)
			continue;
		set_bit(row(solver, solver->touched, i), place);
		if (whole)
			set_bit(row(solver, solver->written, i), place);
	}
}

static void read_operand(struct solver *solver, size_t i, int which)
{
	const struct assembly_instruction *one =
		&solver->function->instruction[i];
	const struct assembly_operand *operand = &one->operand[which];

	if (operand->kind == OPERAND_MEMORY) {
		use_register(solver, i, operand->base);
		use_register(solver, i, operand->index);
		if (operand->base == REGISTER_RBP && one->size > 0 &&
		    operand->index == REGISTER_NONE && operand->value < 0 &&
		    one->role != ROLE_ADDRESS)
			access_slots(solver, i, operand->value,
				     operand->value + one->size,
				     assembly_instruction_reads(one, which),
				     assembly_instruction_writes(one, which));
	}
	if (operand->kind != OPERAND_REGISTER)
		return;
	if (assembly_instruction_reads(one, which))
		use_register(solver, i, operand->number);
	if (assembly_instruction_writes(one, which))
		define_register(solver, i, operand);
}

static void read_instruction(struct solver *solver, size_t i)
{
	const struct assembly_instruction *one =
		&solver->function->instruction[i];
	const struct assembly_borrow *borrow = solver->frame->borrow;

	/* what is perhaps written was read first: live before, dead after */
	if (borrow != NULL && borrow[i].size > 0)
		access_slots(solver, i, borrow[i].offset,
			     borrow[i].offset + borrow[i].size, true, false);
	for (int k = 0; k < one->count; k++)
		read_operand(solver, i, k);
	if (one->role == ROLE_UNKNOWN)
		for (size_t k = 0; k < PLACE_REGISTERS; k++)
			set_bit(row(solver, solver->read, i), k);
}

/* Joins what holds before a successor. */
static void join(void *context, size_t successor)
{
	struct solver *solver = context;
	bool leaves = successor == ASSEMBLY_EXIT;
	const uint64_t *live =
		leaves ? solver->at_exit : row(solver, solver->live, successor);

	for (size_t w = 0; w < solver->words; w++)
		solver->live_behind[w] |= live[w];
	if (!leaves)
		for (size_t w = 0; w < solver->words; w++)
			solver->seen_behind[w] |=
				row(solver, solver->seen, successor)[w];
}

static void look_behind(struct solver *solver, size_t i)
{
	memset(solver->live_behind, 0, solver->words * sizeof(uint64_t));
	memset(solver->seen_behind, 0, solver->words * sizeof(uint64_t));
	assembly_function_successors(solver->function, i, join, solver);
}

/* One step; true when it changed what holds before instruction i. */
static bool transfer(void *context, size_t i)
{
	struct solver *solver = context;
	bool call = solver->function->instruction[i].flow == FLOW_CALL;
	const uint64_t *read = row(solver, solver->read, i);
	const uint64_t *written = row(solver, solver->written, i);
	uint64_t *live = row(solver, solver->live, i);
	uint64_t *seen = row(solver, solver->seen, i);
	bool changed = false;

	look_behind(solver, i);
	for (size_t w = 0; w < solver->words; w++) {
		uint64_t new_live =
			read[w] | (solver->live_behind[w] & ~written[w]);
		uint64_t new_seen = call ? ~(uint64_t)0
					 : solver->seen_behind[w] & ~written[w];

		changed |= new_live != live[w] || new_seen != seen[w];
		live[w] = new_live;
		seen[w] = new_seen;
	}
	return changed;
}

/* What is live behind instruction `solver->live_behind` says on one way but
 * not at this successor dies on the way there. */
static void kill_at(void *context, size_t successor)
{
	struct solver *solver = context;

	if (successor == ASSEMBLY_EXIT)
		return;
	for (size_t w = 0; w < solver->words; w++)
		row(solver, solver->kill, successor)[w] |=
			solver->live_behind[w] &
			~row(solver, solver->live, successor)[w] &
			row(solver, solver->seen, successor)[w];
}

static void find_kills(struct solver *solver)
{
	for (size_t i = 0; i < solver->function->count; i++) {
		enum assembly_flow flow = solver->function->instruction[i].flow;

		look_behind(solver, i);
		assembly_function_successors(solver->function, i, kill_at,
					     solver);
		if ((flow != FLOW_NEXT && flow != FLOW_CALL) ||
		    i + 1 == solver->function->count)
			continue;
		for (size_t w = 0; w < solver->words; w++)
			row(solver, solver->kill, i + 1)[w] |=
				(row(solver, solver->live, i)[w] |
				 row(solver, solver->touched, i)[w]) &
				~solver->live_behind[w] &
				solver->seen_behind[w];
	}
}

static uint64_t *new_rows(const struct solver *solver, size_t count)
{
	return mem_alloc(count * solver->words * sizeof(uint64_t));
}

static void start(struct solver *solver)
{
	size_t count = solver->function->count;

	solver->places = PLACE_REGISTERS + solver->frame->count;
	solver->words = (solver->places + 63) / 64;
	solver->read = new_rows(solver, count);
	solver->written = new_rows(solver, count);
	solver->touched = new_rows(solver, count);
	solver->live = new_rows(solver, count);
	solver->seen = new_rows(solver, count);
	solver->kill = new_rows(solver, count);
	solver->live_behind = new_rows(solver, 1);
	solver->seen_behind = new_rows(solver, 1);
	solver->at_exit = new_rows(solver, 1);
	for (size_t k = 0; k < PLACE_REGISTERS; k++)
		set_bit(solver->at_exit, k);
	for (size_t i = 0; i < count; i++)
		read_instruction(solver, i);
}

static void finish(struct solver *solver)
{
	mem_free(solver->read);
	mem_free(solver->written);
	mem_free(solver->touched);
	mem_free(solver->live);
	mem_free(solver->seen);
	mem_free(solver->kill);
	mem_free(solver->live_behind);
	mem_free(solver->seen_behind);
	mem_free(solver->at_exit);
}

void assembly_live_find(const struct assembly_function *function,
			const struct assembly_frame *frame,
			void (*kill)(void *context, size_t before,
				     size_t place),
			void *context)
{
	struct solver solver = {.function = function, .frame = frame};

	start(&solver);
	assembly_function_solve(solver.function, transfer, &solver);
	find_kills(&solver);
	for (size_t i = 0; i < function->count; i++) {
		const uint64_t *bits = row(&solver, solver.kill, i);

		for (size_t place = 0; place < solver.places; place++)
			if (bits[place / 64] >> (place % 64) & 1)
				kill(context, i, place);
	}
	finish(&solver);
}
