/* The search as every explorer makes it. */
#include "explore/search.h"

#include "base/alloc.h"
#include "explore/bounds.h"
#include "explore/levels/levels.h"
#include "machine/learn/footprint.h"

/* Steps that a search goes on once it must begin again, if no path ends. */
#define PATIENCE 65536u

/* The decisions that led here become the result's. */
static void keep_path(struct searcher *run)
{
	struct schedule *schedule = &run->result->schedule;

	schedule->count = 0;
	run->explorer->path(run, schedule);
}

bool search_take(struct searcher *run)
{
	if (!explore_takes(run->search, run->result))
		return false;
	keep_path(run);
	return !run->search->all;
}

/* Where the first execution was cut is what is told of a search that has to
 * cut some. */
static enum reached cut(struct searcher *run)
{
	if (!run->cut && run->result->schedule.count == 0)
		keep_path(run);
	run->cut = true;
	return REACHED_DEPTH;
}

static enum reached finish(struct searcher *run)
{
	if (run->explorer->repeats && run->machine->promoted)
		return REACHED_AGAIN;
	explore_note_end(run->search, run->result);
	return search_take(run) ? REACHED_STOP : REACHED_END;
}

static enum reached judge(struct searcher *run)
{
	struct machine *machine = run->machine;

	if (explore_judge(run->search, run->result)) {
		search_take(run);
		machine_go_on(machine);
	}
	run->result->limit = machine->limit;
	if (machine->limit == LIMIT_NONE && run->explorer->unfit)
		run->result->limit = run->explorer->unfit(run);
	if (run->result->limit != LIMIT_NONE)
		return REACHED_STOP;
	if (machine_over(machine))
		return finish(run);
	if (bounds_cuts(run->search, run->depth))
		return cut(run);
	return REACHED_STATE;
}

enum reached search_step(struct searcher *run, struct decision way)
{
	struct machine *machine = run->machine;

	machine_step(machine, way.thread, (int)way.alternative);
	run->steps++;
	unseen_look(&run->unseen, machine,
		    ++run->result->statistics.transitions);
	if (run->states)
		table_prefetch(run->states, machine_fingerprint(machine));
	return judge(run);
}

void search_repeat(struct searcher *run, struct decision way)
{
	machine_go_on(run->machine);
	machine_step(run->machine, way.thread, (int)way.alternative);
	run->steps++;
}

static void start(struct searcher *run)
{
	const struct search *search = run->search;

	machine_start(run->machine, run->mode, search->argc, search->argv);
}

static void check_memory(struct searcher *run)
{
	unseen_check(&run->unseen, run->machine,
		     run->result->statistics.transitions);
}

/* The oracle relies on each execution being the same up to where it is new. */
bool search_restart(struct searcher *run)
{
	start(run);
	if (run->mode.oracle)
		check_memory(run);
	else
		unseen_look(&run->unseen, run->machine,
			    run->result->statistics.transitions);
	run->result->limit = run->machine->limit;
	return run->result->limit == LIMIT_NONE;
}

static bool must_stop(struct searcher *run)
{
	const struct search *search = run->search;
	const struct explorer *explorer = run->explorer;
	const struct statistics *statistics = &run->result->statistics;
	struct progress *progress = search->progress;

	if (bounds_end(search, run->result,
		       explorer->executions ? statistics->executions
					    : statistics->states) ||
	    turns_end(search, run->steps, run->depth))
		return true;
	if (statistics->transitions % BOUNDS_EVERY != 0)
		return false;
	if (progress_is_asked(progress))
		progress_estimate(progress, explorer->estimate
						    ? explorer->estimate(run)
						    : 0);
	return bounds_look(search, run->result,
			   explorer->bytes(run) + run->machine->undo.capacity);
}

/* Must the search begin again, and is here a good place to do so: where a path
 * has ended, or, if none does, after a while? */
static bool must_begin_again(struct searcher *run, enum next next)
{
	const struct explorer *explorer = run->explorer;

	if (next == NEXT_AGAIN)
		return true;
	if (explorer->repeats)
		return false;
	if ((!run->machine->promoted || run->mode.oracle) &&
	    (!explorer->outdated || !explorer->outdated(run)))
		return false;
	return next != NEXT_DEEPER || ++run->patience > PATIENCE;
}

/* What a search knew, but for what the machine has learned. */
static void forget(struct searcher *run)
{
	struct search_result *result = run->result;
	int complete = result->statistics.complete_preemptions;

	/* What was complete with fewer words promoted is so no longer. */
	if (run->machine->promoted)
		complete = NO_PREEMPTIONS;
	result->statistics =
		(struct statistics){.complete_preemptions = complete};
	result->finding.class = FINDING_NONE;
	schedule_free(&result->schedule);
	run->depth = 0;
	run->patience = 0;
	run->cut = false;
	run->unseen = (struct unseen){0};
	if (run->machine->footprint)
		footprint_begin(run->machine->footprint);
}

/* All was explored: the first state again. */
static void check_at_end(struct searcher *run)
{
	start(run);
	check_memory(run);
	run->result->limit = run->machine->limit;
}

/* One search from the start; true when it must begin again. */
static bool search_once(struct searcher *run)
{
	const struct explorer *explorer = run->explorer;
	enum next next;

	forget(run);
	start(run);
	if (!explorer->begin(run))
		return false;
	do {
		if (must_stop(run)) {
			if (explorer->stopped)
				explorer->stopped(run);
			return false;
		}
		next = explorer->next(run);
		if (next == NEXT_STOP)
			return false;
		if (must_begin_again(run, next))
			return true;
	} while (next != NEXT_DONE);
	check_at_end(run);
	return false;
}

/* All that is to be told of a search that is not complete. */
static void end(struct searcher *run)
{
	struct search_result *result = run->result;

	result->steps = run->steps;
	result->statistics.weak = run->machine->seen.weak;
	result->statistics.written_files = run->machine->seen.written_files;
	result->statistics.handlers = run->machine->seen.handlers;
	result->statistics.no_input = run->machine->seen.no_input;
	if (result->limit == LIMIT_NONE && run->cut)
		result->limit = LIMIT_DEPTH;
	else if (result->limit != LIMIT_NONE &&
		 result->finding.class == FINDING_NONE)
		keep_path(run);
}

void search_run(const struct explorer *explorer, const struct search *search,
		struct search_result *result)
{
	struct searcher *run = mem_alloc(explorer->size);

	*run = (struct searcher){.explorer = explorer,
				 .search = search,
				 .machine = search->machine,
				 .result = result,
				 .mode = search->mode};
	result->statistics.complete_preemptions = NO_PREEMPTIONS;
	if (explorer->open)
		explorer->open(run);
	while (search_once(run))
		;
	end(run);
	explorer->close(run);
	mem_free(run);
}
