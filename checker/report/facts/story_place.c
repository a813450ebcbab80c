/* Where a finding is. */
#include "report/facts/story_place.h"

/* Is the thread's place where the trouble is, and not where it shows? */
static bool is_cause(const struct story *story, const struct thread_fact *fact)
{
	return story->has_loop ? fact->loops : fact->kind != OP_JOIN;
}

struct place story_place(const struct story *story)
{
	struct place place = story->place;

	for (uint32_t i = 0; i < story->thread_count && !story->place.file;
	     i++) {
		const struct thread_fact *fact = &story->threads[i];

		if (!fact->waits || !fact->place.file)
			continue;
		if (is_cause(story, fact))
			return fact->place;
		if (!place.file)
			place = fact->place;
	}
	return place;
}
