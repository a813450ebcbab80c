/* Atomic additions whose result is never used.
 *
 * They commute: in whatever order they come, all ends alike.  So no reading
 * of the result may be missed.  gcc's `count++;` is
 *
 *	call __tsan_atomic32_fetch_add
 *	movl %eax, %ebx
 *	leaq -20(%rbp), %rax            rax is gone
 *	movq %rax, %rdi
 *	call __tsan_write4              only notes the address
 *	movl %ebx, -20(%rbp)            and nobody reads the slot
 *
 * The result is followed through such moves and sums by a backward analysis of
 * what is of use (strong liveness): a register or slot is, where some path
 * reads it for an effect, or to compute what is of use behind, before it is
 * overwritten.  It is the least such set, so that a sum which only a further
 * round adds to is of no use.  At the end of the function all registers are
 * of use, and the frame is gone.
 *
 * A path may leave in the middle, by longjmp or the end of the thread: it
 * reads nothing more of this frame. */
#include "model/assembly/unused.h"

#include "model/assembly/effect.h"

#include "base/alloc.h"

#include <string.h>

struct solver {
	const struct assembly_function *function;
	const struct assembly_frame *frame;
	struct assembly_effect *effect; /* per instruction */
	size_t words;                   /* of a row of slots */
	/* of use before the instruction */
	uint32_t *registers;
	uint64_t *slots; /* rows */
	/* of use behind it */
	uint32_t registers_behind;
	uint64_t *slots_behind; /* a row */
};

static uint64_t slot_bit(size_t slot)
{
	return (uint64_t)1 << slot % 64;
}

static bool any_slot(const uint64_t *row, struct assembly_span span)
{
	for (size_t i = span.from; i < span.to; i++)
		if (row[i / 64] & slot_bit(i))
			return true;
	return false;
}

static void set_slots(uint64_t *row, struct assembly_span span, bool value)
{
	for (size_t i = span.from; i < span.to; i++)
		if (value)
			row[i / 64] |= slot_bit(i);
		else
			row[i / 64] &= ~slot_bit(i);
}

static void join(void *context, size_t successor)
{
	struct solver *solver = context;
	const uint64_t *row;

	if (successor == ASSEMBLY_EXIT) {
		solver->registers_behind = EFFECT_ALL;
		return;
	}
	row = solver->slots + successor * solver->words;
	solver->registers_behind |= solver->registers[successor];
	for (size_t w = 0; w < solver->words; w++)
		solver->slots_behind[w] |= row[w];
}

static void look_behind(struct solver *solver, size_t i)
{
	solver->registers_behind = 0;
	memset(solver->slots_behind, 0, solver->words * sizeof(uint64_t));
	assembly_function_successors(solver->function, i, join, solver);
}

/* One step; true when it changed what is of use before instruction i. */
static bool transfer(void *context, size_t i)
{
	struct solver *solver = context;
	const struct assembly_effect *effect = &solver->effect[i];
	uint64_t *before = solver->slots + i * solver->words;
	uint64_t *slots = solver->slots_behind;
	uint32_t registers;
	bool of_use, changed;

	look_behind(solver, i);
	of_use = !effect->computes ||
		 (solver->registers_behind & effect->target) != 0 ||
		 any_slot(slots, effect->target_slots);
	registers = (solver->registers_behind & ~effect->gone) | effect->use;
	set_slots(slots, effect->target_slots, false);
	set_slots(slots, effect->use_slots, true);
	if (of_use) {
		registers |= effect->source;
		set_slots(slots, effect->source_slots, true);
	}
	changed = registers != solver->registers[i] ||
		  memcmp(before, slots, solver->words * sizeof *slots) != 0;
	solver->registers[i] = registers;
	memcpy(before, slots, solver->words * sizeof *slots);
	return changed;
}

/* Takes `prefix` off. */
static bool skip(struct assembly_piece *name, const char *prefix)
{
	size_t length = strlen(prefix);

	if (!assembly_piece_starts(*name, prefix))
		return false;
	name->at += length;
	name->length -= length;
	return true;
}

static bool is_addition(const struct assembly_instruction *one)
{
	struct assembly_piece name = one->operand[0].name;

	if (one->flow != FLOW_CALL || one->count != 1 ||
	    one->operand[0].kind != OPERAND_SYMBOL ||
	    one->operand[0].indirect || !skip(&name, "__tsan_atomic") ||
	    !(skip(&name, "8_fetch_") || skip(&name, "16_fetch_") ||
	      skip(&name, "32_fetch_") || skip(&name, "64_fetch_")) ||
	    !(skip(&name, "add") || skip(&name, "sub")))
		return false;
	return name.length == 0 || assembly_piece_is(name, "@PLT");
}

/* Compilers take r11 for an argument only under a convention that may take rax
 * too, which a call is taken not to use; see assembly_effect.c. */
static bool uses_r11(const struct assembly_instruction *one)
{
	for (int i = 0; i < one->count; i++)
		if (one->operand[i].number == REGISTER_R11 ||
		    one->operand[i].base == REGISTER_R11 ||
		    one->operand[i].index == REGISTER_R11)
			return true;
	return false;
}

static bool is_worthwhile(const struct assembly_function *function)
{
	bool adds = false;

	for (size_t i = 0; i < function->count; i++) {
		if (uses_r11(&function->instruction[i]))
			return false;
		adds |= is_addition(&function->instruction[i]);
	}
	return adds;
}

void assembly_unused_find(const struct assembly_function *function,
			  const struct assembly_frame *frame,
			  void (*found)(void *context, size_t instruction),
			  void *context)
{
	struct solver solver = {.function = function,
				.frame = frame,
				.words = frame->count / 64 + 1};
	size_t count = function->count;

	if (!is_worthwhile(function))
		return;
	solver.effect = mem_alloc(count * sizeof *solver.effect);
	solver.registers = mem_alloc(count * sizeof *solver.registers);
	solver.slots = mem_alloc(count * solver.words * sizeof(uint64_t));
	solver.slots_behind = mem_alloc(solver.words * sizeof(uint64_t));
	for (size_t i = 0; i < count; i++)
		solver.effect[i] = assembly_effect_of(function, frame, i);
	assembly_function_solve(solver.function, transfer, &solver);
	for (size_t i = 0; i < count; i++) {
		if (!is_addition(&function->instruction[i]))
			continue;
		look_behind(&solver, i);
		if ((solver.registers_behind & EFFECT_RAX) == 0)
			found(context, i);
	}
	mem_free(solver.effect);
	mem_free(solver.registers);
	mem_free(solver.slots);
	mem_free(solver.slots_behind);
}

void assembly_unused_write(const struct assembly_line *line, struct text *out)
{
	struct assembly_piece name = line->rest;
	const char *end = memchr(name.at, '@', name.length);
	const char *line_end = line->whole.at + line->whole.length;

	if (end == NULL)
		end = name.at + name.length;
	skip(&name, "__tsan_");
	text_add_bytes(out, line->whole.at,
		       (size_t)(line->rest.at - line->whole.at));
	text_addf(out, "__mc_%.*s_unused", (int)(end - name.at), name.at);
	text_add_bytes(out, end, (size_t)(line_end - end));
}
