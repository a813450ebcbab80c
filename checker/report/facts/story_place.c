/* Where a finding is. */
#include "report/facts/story_place.h"

struct place story_place(const struct story *story)
{
	if (story->place.file)
		return story->place;
	for (int any = 0; any < 2; any++)
		for (uint32_t i = 0; i < story->thread_count; i++) {
			const struct thread_fact *fact = &story->threads[i];

			if (fact->waits && fact->place.file &&
			    (any || fact->loops == story->has_loop))
				return fact->place;
		}
	return (struct place){.source = ""};
}
