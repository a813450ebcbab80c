/* Which registers and frame slots are dead, and where to say so.
 *
 * A backward analysis over the instructions, one bit for each place, which is a
 * register, the flags, or a slot.  A place is live where some path reads it for
 * an effect, or to compute what is live behind, before it writes it whole
 * (strong liveness).
 *
 * The live places are the least such set, so that a sum which only a further
 * round adds to is not among them.  A path may leave in the middle, by longjmp
 * or the end of the thread: it reads nothing more of this frame.
 *
 * A place that is not live may be given any value, anywhere; so each kill is
 * safe by itself.  It is useful where the place may hold something old: right
 * behind an instruction i that wrote it or was the last to read it,
 *
 *	(live before i or written by i) and not live behind i
 *
 * and at the target of a jump where it is live on another way only:
 *
 *	   cmpl $0, -4(%rbp)
 *	   je .L1       live on the way on, not at .L1
 *	   ...
 *	.L1:            cleared here
 *
 * At the end of the function all registers are live, the caller's among them.
 * The frame is gone.  mov changes no flags, so a kill may stand between a
 * comparison and its jump. */
#include "model/assembly/live.h"

#include "base/alloc.h"

#include <string.h>

/* rbx, r12 ... r15 */
#define CALLEE_SAVED UINT64_C(0xf008)

struct solver {
	const struct assembly_function *function;
	struct assembly_effect *effect; /* per instruction */
	size_t words;                   /* of a row: a bit for each place */
	/* per instruction a row */
	uint64_t *live; /* before it */
	uint64_t *kill; /* right before it */
	/* rows */
	uint64_t *behind;
	uint64_t *scratch;
};

static uint64_t *row(const struct solver *solver, uint64_t *rows, size_t i)
{
	return rows + i * solver->words;
}

static bool has(const uint64_t *row, size_t place)
{
	return row[place / 64] >> place % 64 & 1;
}

static bool any_slot(const uint64_t *row, struct assembly_span span)
{
	for (size_t i = span.from; i < span.to; i++)
		if (has(row, PLACE_SLOT + i))
			return true;
	return false;
}

static void set(uint64_t *row, uint32_t registers, struct assembly_span span)
{
	row[0] |= registers;
	for (size_t i = PLACE_SLOT + span.from; i < PLACE_SLOT + span.to; i++)
		row[i / 64] |= (uint64_t)1 << i % 64;
}

static void clear(uint64_t *row, uint32_t registers, struct assembly_span span)
{
	row[0] &= ~(uint64_t)registers;
	for (size_t i = PLACE_SLOT + span.from; i < PLACE_SLOT + span.to; i++)
		row[i / 64] &= ~((uint64_t)1 << i % 64);
}

/* Joins what holds before a successor. */
static void join(void *context, size_t successor)
{
	struct solver *solver = context;

	if (successor == ASSEMBLY_EXIT) {
		solver->behind[0] |= EFFECT_ALL;
		return;
	}
	for (size_t w = 0; w < solver->words; w++)
		solver->behind[w] |= row(solver, solver->live, successor)[w];
}

static void look_behind(struct solver *solver, size_t i)
{
	memset(solver->behind, 0, solver->words * sizeof(uint64_t));
	assembly_function_successors(solver->function, i, join, solver);
}

/* One step; true when it changed what holds before instruction i. */
static bool transfer(struct solver *solver, size_t i)
{
	const struct assembly_effect *effect = &solver->effect[i];
	size_t size = solver->words * sizeof(uint64_t);
	uint64_t *before = row(solver, solver->live, i);
	uint64_t *live = solver->behind;
	bool is_live, changed;

	look_behind(solver, i);
	is_live = !effect->computes || (live[0] & effect->target) != 0 ||
		  any_slot(live, effect->target_slots);
	clear(live, effect->gone, effect->target_slots);
	set(live, effect->use, effect->use_slots);
	if (is_live)
		set(live, effect->source, effect->source_slots);
	changed = memcmp(before, live, size) != 0;
	memcpy(before, live, size);
	return changed;
}

/* What is live behind an instruction on one way but not at this successor dies
 * on the way there. */
static void kill_at(void *context, size_t successor)
{
	struct solver *solver = context;

	if (successor == ASSEMBLY_EXIT)
		return;
	for (size_t w = 0; w < solver->words; w++)
		row(solver, solver->kill, successor)[w] |=
			solver->behind[w] &
			~row(solver, solver->live, successor)[w];
}

static void find_kills(struct solver *solver, size_t i)
{
	const struct assembly_effect *effect = &solver->effect[i];
	enum assembly_flow flow = solver->function->instruction[i].flow;
	uint64_t *old = solver->scratch;

	assembly_function_successors(solver->function, i, kill_at, solver);
	if ((flow != FLOW_NEXT && flow != FLOW_CALL) ||
	    i + 1 == solver->function->count)
		return;
	memcpy(old, row(solver, solver->live, i), solver->words * sizeof *old);
	set(old, effect->target, effect->target_slots);
	for (size_t w = 0; w < solver->words; w++)
		row(solver, solver->kill, i + 1)[w] |=
			old[w] & ~solver->behind[w];
}

static uint64_t *new_rows(const struct solver *solver, size_t count)
{
	return mem_alloc(count * solver->words * sizeof(uint64_t));
}

static void solve(struct solver *solver, const struct assembly_frame *frame)
{
	size_t count = solver->function->count;
	bool changed = true;

	solver->words = (PLACE_SLOT + frame->count + 63) / 64;
	solver->effect = mem_alloc(count * sizeof *solver->effect);
	solver->live = new_rows(solver, count);
	solver->kill = new_rows(solver, count);
	solver->behind = new_rows(solver, 1);
	solver->scratch = new_rows(solver, 1);
	for (size_t i = 0; i < count; i++)
		solver->effect[i] =
			assembly_effect_of(solver->function, frame, i);
	while (changed) {
		changed = false;
		for (size_t i = count; i-- > 0;)
			changed |= transfer(solver, i);
	}
}

static void finish(struct solver *solver)
{
	mem_free(solver->effect);
	mem_free(solver->live);
	mem_free(solver->kill);
	mem_free(solver->behind);
	mem_free(solver->scratch);
}

void assembly_live_find(const struct assembly_function *function,
			const struct assembly_frame *frame,
			const struct assembly_deaths *deaths)
{
	struct solver solver = {.function = function};

	solve(&solver, frame);
	for (size_t i = 0; i < function->count; i++) {
		look_behind(&solver, i);
		if (function->instruction[i].flow == FLOW_CALL &&
		    (solver.behind[0] & EFFECT_RAX) == 0)
			deaths->unused(deaths->context, i);
		find_kills(&solver, i);
	}
	for (size_t i = 0; i < function->count; i++) {
		uint64_t *kill = row(&solver, solver.kill, i);

		clear(kill, EFFECT_ALL & ~(uint32_t)CALLEE_SAVED,
		      (struct assembly_span){0, 0});
		for (size_t k = 0; k < PLACE_SLOT + frame->count; k++)
			if (has(kill, k))
				deaths->kill(deaths->context, i, k);
	}
	finish(&solver);
}
