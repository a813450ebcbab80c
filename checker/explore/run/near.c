/* A search near an execution. */
#include "explore/run/near.h"

#include "explore/run/explorers.h"

#define SEARCHES 5u

/* From behind the first `count` decisions. */
static void search_behind(struct search search, struct schedule prefix,
			  uint32_t count, struct search_result *result)
{
	uint64_t states = result->statistics.states;
	uint64_t transitions = result->statistics.transitions;

	prefix.count = count;
	prefix.loop = 0;
	search.prefix = &prefix;
	schedule_free(&result->schedule);
	*result = (struct search_result){0};
	search_run(&explorer_states, &search, result);
	result->statistics.states += states;
	result->statistics.transitions += transitions;
}

void near_search(struct search search, const struct near *near,
		 struct search_result *result)
{
	uint32_t last = near->schedule->count ? near->schedule->count - 1 : 0;

	search.classes = (uint64_t)1 << near->class;
	search.leaks |= near->class == FINDING_LEAK;
	search.max_states = near->states / SEARCHES;
	search.reduce = search.all = false;
	for (uint32_t i = 0; i < SEARCHES; i++) {
		uint64_t left = SEARCHES - 1 - i;

		search_behind(search, *near->schedule,
			      (uint32_t)(last * left / (SEARCHES - 1)), result);
		if (result->finding.class != FINDING_NONE ||
		    (result->limit != LIMIT_NONE &&
		     result->limit != LIMIT_STATES))
			return;
	}
	result->limit = LIMIT_STATES;
}
