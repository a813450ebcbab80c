/* Which of an execution's steps a picture is about. */
#include <string.h>

#include "report/facts/story.h"

/* So many steps without a number, for each that has one. */
#define SPARE 4u

uint32_t story_last_steps(const struct story *story, uint32_t most)
{
	uint32_t first = story->step_count, shown = 0;
	uint32_t least = story->step_count > most * SPARE
				 ? story->step_count - most * SPARE
				 : 0;

	while (first > least) {
		shown += story->steps[first - 1].number != 0;
		if (shown > most)
			break;
		first--;
	}
	return first;
}

static bool is_same_place(const struct place *a, const struct place *b)
{
	return a->file && b->file && a->line == b->line &&
	       strcmp(a->file, b->file) == 0;
}

static bool is_access(const struct step *step, const struct access_fact *access)
{
	return step->thread == access->thread && step->number &&
	       step->object.kind != NAME_NONE && !step->completes_race &&
	       step->write == access->write &&
	       is_same_place(&step->place, &access->place);
}

uint32_t story_racing_step(const struct story *story)
{
	uint32_t last = story->step_count;

	if (last == 0 || !story->steps[last - 1].completes_race)
		return UINT32_MAX;
	for (uint32_t i = last - 1; i > 0; i--)
		if (is_access(&story->steps[i - 1], &story->accesses[0]))
			return i - 1;
	return UINT32_MAX;
}
