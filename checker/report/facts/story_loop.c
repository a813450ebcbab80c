/* Livelocks: what each thread that goes round for ever looks at. */
#include "report/facts/facts_parts.h"

/* A copy says nothing of values. */
static bool changes(const struct step *step)
{
	if (step->kind == OP_COPY || step->kind == OP_SET)
		return true;
	return step->write && (step->before.kind == VALUE_NONE ||
			       step->after.kind == VALUE_NONE ||
			       step->old_bits != step->new_bits);
}

static bool overlap(const struct step *a, const struct step *b)
{
	return a->address < b->address + b->size &&
	       b->address < a->address + a->size;
}

static bool fails(const struct step *step)
{
	return step->error && (operation_is(step->kind, TRAIT_TRIES) ||
			       step->kind == OP_SEM_TRYWAIT);
}

/* Does it see something in memory, or fail to get something? */
static bool looks(const struct step *step)
{
	if (fails(step))
		return true;
	return step->before.kind != VALUE_NONE && !step->quiet &&
	       !changes(step) && step->kind != OP_STORE &&
	       step->kind != OP_WRITE;
}

/* What the thread sees where this step, of the loop, looks. */
static struct look look_at(const struct story *story, uint32_t index)
{
	const struct step *first = &story->steps[index];
	struct look look = {
		.step = index, .fails = fails(first), .changer = -1};

	for (uint32_t i = story->loop; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (changes(step) && overlap(step, first)) {
			look.own |= step->thread == first->thread;
			if (step->thread != first->thread)
				look.changer = step->thread;
		}
		if (step->thread == first->thread &&
		    step->address == first->address &&
		    step->before.kind != VALUE_NONE)
			look.varies |= step->old_bits != first->old_bits;
	}
	return look;
}

/* Is it the first of the loop's steps by which its thread looks there? */
static bool is_first(const struct story *story, uint32_t at)
{
	const struct step *step = &story->steps[at];

	for (uint32_t i = story->loop; i < at; i++)
		if (story->steps[i].thread == step->thread &&
		    story->steps[i].address == step->address &&
		    looks(&story->steps[i]))
			return false;
	return true;
}

/* Has its thread got what it asked for, from others or of what they share? */
static bool gains(const struct step *step)
{
	return (operation_is(step->kind, TRAIT_TAKES) ||
		operation_is(step->kind, TRAIT_GIVEN)) &&
	       !step->error && !step->waits;
}

void story_looks(struct story *story)
{
	for (uint32_t i = story->loop; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];
		struct thread_fact *fact = &story->threads[step->thread];

		fact->gains |= story->has_loop && gains(step);
		if (story->has_loop && fact->loops && looks(step) &&
		    is_first(story, i) && fact->look_count < LOOKS_SHOWN)
			fact->looks[fact->look_count++] = look_at(story, i);
	}
}
