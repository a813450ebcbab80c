/* Livelocks: what each thread that goes round for ever looks at. */
#include "report/facts/facts_parts.h"

static bool changes(const struct step *step)
{
	return step->write && (step->before.kind == VALUE_NONE ||
			       step->after.kind == VALUE_NONE ||
			       step->old_bits != step->new_bits);
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

		if (step->address != first->address)
			continue;
		if (step->thread != first->thread && changes(step))
			look.changer = step->thread;
		else if (step->thread == first->thread &&
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

void story_looks(struct story *story)
{
	for (uint32_t i = story->loop; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];
		struct thread_fact *fact = &story->threads[step->thread];

		if (story->has_loop && fact->loops && looks(step) &&
		    is_first(story, i) && fact->look_count < LOOKS_SHOWN)
			fact->looks[fact->look_count++] = look_at(story, i);
	}
}
