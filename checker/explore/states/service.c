/* Service or livelock: questions to fair.c. */
#include "explore/states/service.h"

/* Of one thread: the ways to get nothing. */
static const struct fair_question starves = {.without = MARK_GOT};
static const struct fair_question tries = {.without = MARK_GIVEN | MARK_TRIED,
					   .with = MARK_FAILED};
static const struct fair_question watches = {.without =
						     MARK_GIVEN | MARK_NESTED,
					     .nobodys = MARK_WROTE,
					     .with = MARK_LOOKED};

/* Of all threads. */
static const struct fair_question all_starve = {
	.thread = -1, .without = MARK_GOT, .nobodys = MARK_CHANGED};
static const struct fair_question all_try = {
	.thread = -1, .without = MARK_GIVEN | MARK_TRIED, .with = MARK_FAILED};

static bool ask(struct graph *graph, struct fair_question ask, int thread,
		struct fair_question *question, uint32_t *part)
{
	*question = ask;
	question->thread = thread;
	return fair_find(graph, question, part);
}

static bool some_thread(struct graph *graph, struct fair_question *question,
			uint32_t *part)
{
	fair_waits(graph);
	for (int i = 0; i < graph->thread_count; i++)
		if (ask(graph, starves, i, question, part) ||
		    ask(graph, tries, i, question, part) ||
		    ask(graph, watches, i, question, part))
			return true;
	return false;
}

static bool is_livelock(struct graph *graph, enum endless endless,
			struct fair_question *question, uint32_t *part)
{
	switch (endless) {
	case ENDLESS_SERVICE:
		return some_thread(graph, question, part);
	case ENDLESS_ALLOW:
		return ask(graph, all_starve, -1, question, part) ||
		       ask(graph, all_try, -1, question, part);
	case ENDLESS_FINDING:
		break;
	}
	return true;
}

/* Most components have nothing that goes on for ever: that is asked first. */
enum service_verdict service_judge(struct graph *graph, enum endless endless,
				   bool stuck, struct fair_question *question,
				   uint32_t *part)
{
	struct fair_question any = {.progress = stuck};

	if (!ask(graph, any, -1, question, part))
		return SERVICE_ENDS;
	return stuck || is_livelock(graph, endless, question, part)
		       ? SERVICE_LIVELOCK
		       : SERVICE_ENDLESS;
}
