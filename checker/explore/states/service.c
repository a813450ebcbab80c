/* Service or livelock: questions to fair.c. */
#include "explore/states/service.h"

/* Of one thread: it goes on; and the ways to get nothing. */
static const struct fair_question goes_on = {.without = 0};
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

/* Of the thread's steps with one of the marks: is there one about the lock? */
static bool has_step(const struct graph *graph, int thread, unsigned marks,
		     uint16_t lock)
{
	for (uint64_t i = 0; i < graph->edge_count; i++)
		if (graph->edges[i].thread == thread &&
		    graph->edges[i].marks & marks &&
		    (!lock || graph->edges[i].lock == lock))
			return true;
	return false;
}

/* Where it gets nothing that it tries to get, `tries` has asked already. */
static bool tries_for_one(struct graph *graph, int thread,
			  struct fair_question *question, uint32_t *part)
{
	struct fair_question one = {.without = MARK_GIVEN, .with = MARK_FAILED};

	if (!has_step(graph, thread, MARK_TRIED, 0))
		return false;
	for (one.lock = 1; one.lock < graph->lock_count; one.lock++)
		if (has_step(graph, thread, MARK_FAILED, one.lock) &&
		    ask(graph, one, thread, question, part))
			return true;
	return false;
}

static bool some_thread(struct graph *graph, struct fair_question *question,
			uint32_t *part)
{
	fair_waits(graph);
	for (int i = 0; i < graph->thread_count; i++)
		if ((set_has(&graph->ends, i) &&
		     ask(graph, goes_on, i, question, part)) ||
		    ask(graph, starves, i, question, part) ||
		    ask(graph, tries, i, question, part) ||
		    tries_for_one(graph, i, question, part) ||
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
