/* The states explorer: depth-first search over the graph of states.
 *
 * Each state is visited once: what can happen after it does not depend on how
 * it was reached, because all that the future depends on is in it (memory,
 * stacks, registers, objects, pending operations, and what the race detector
 * must know).  Two states are taken for one when their fingerprints of 128
 * bits are equal.
 *
 * Strongly connected components are followed on the way (component.c): in each,
 * executions are looked for that go on for ever and are fair, livelocks.
 *
 *   frame: state ---decision---> frame: state ---decision---> ...  (the path)
 *   open:  numbers of states whose component is not complete, ascending */
#include <string.h>

#include "base/alloc.h"
#include "explore/bounds.h"
#include "explore/checkpoint.h"
#include "explore/levels.h"
#include "explore/persistent.h"
#include "explore/unseen.h"
#include "machine/footprint.h"

/* Steps that a search goes on once it must begin again, if no path ends. */
#define PATIENCE 65536u

/* Room for one more state in all that is kept by state. */
static void make_room(struct dfs *dfs)
{
	if (dfs->depth == dfs->room) {
		dfs->room = dfs->room * 2 + 64;
		dfs->frames = mem_resize(dfs->frames,
					 dfs->room * sizeof *dfs->frames);
		dfs->rounds = mem_resize(dfs->rounds,
					 dfs->room * sizeof *dfs->rounds);
	}
	if (dfs->way_count + MAX_WAYS > dfs->way_room) {
		dfs->way_room = dfs->way_room * 2 + MAX_WAYS;
		dfs->ways = mem_resize(dfs->ways,
				       dfs->way_room * sizeof *dfs->ways);
	}
	if (dfs->open_count == dfs->open_room) {
		dfs->open_room = dfs->open_room * 2 + 64;
		dfs->open = mem_resize(dfs->open,
				       dfs->open_room * sizeof *dfs->open);
	}
	if (dfs->next_number / 8 >= dfs->done_room) {
		size_t old = dfs->done_room;

		dfs->done_room = old * 2 + 64;
		dfs->done = mem_resize(dfs->done, dfs->done_room);
		memset(dfs->done + old, 0, dfs->done_room - old);
	}
}

/* The state of the machine becomes a frame on the path. */
static void push(struct dfs *dfs, uint64_t number, int last)
{
	struct machine *machine = dfs->machine;
	struct frame *frame;
	int count;

	make_room(dfs);
	frame = &dfs->frames[dfs->depth++];
	*frame = (struct frame){.mark = undo_mark(&machine->undo),
				.number = number,
				.low = number,
				.first = (uint32_t)dfs->way_count};
	frame->tried = dfs->mode.footprints ? persistent_threads(machine, last)
					    : PERSISTENT_EVERY;
	count = explore_ways_of(machine, frame->tried, last,
				dfs->ways + frame->first);
	frame->count = (uint32_t)count;
	dfs->way_count += (size_t)count;
	dfs->open[dfs->open_count++] = number;
	dfs->next_number = number + 1;
	if (dfs->depth > dfs->result->statistics.depth)
		dfs->result->statistics.depth = dfs->depth;
}

/* The decisions on the path, each frame's last one taken. */
void dfs_copy_path(const struct dfs *dfs, struct schedule *schedule)
{
	const struct schedule *prefix = dfs->search->prefix;

	schedule->count = 0;
	for (uint32_t i = 0; prefix && i < prefix->count; i++)
		schedule_add(schedule, prefix->decisions[i]);
	for (size_t i = 0; i < dfs->depth; i++)
		schedule_add(schedule, dfs->ways[dfs->frames[i].first +
						 dfs->frames[i].next - 1]);
}

/* A finding ends the search, if it is one that is looked for. */
static bool take_finding(struct dfs *dfs)
{
	if (!explore_takes(dfs->search, dfs->result))
		return false;
	dfs_copy_path(dfs, &dfs->result->schedule);
	return !dfs->search->all;
}

enum went { WENT_DEEPER, WENT_BACK, WENT_OUT };

/* Where the search is when it comes to a limit. */
static void keep_path(struct dfs *dfs)
{
	if (dfs->result->finding.class != FINDING_NONE || dfs->depth == 0)
		return;
	if (dfs->frames[dfs->depth - 1].next == 0)
		dfs->depth--;
	dfs_copy_path(dfs, &dfs->result->schedule);
}

/* The execution is cut here. */
static enum went cut(struct dfs *dfs)
{
	if (!dfs->cut && dfs->result->schedule.count == 0)
		keep_path(dfs);
	dfs->cut = true;
	return WENT_BACK;
}

/* The machine is in a state just reached from `frame`. */
static enum went arrive(struct dfs *dfs, size_t from, int last)
{
	struct machine *machine = dfs->machine;
	struct statistics *statistics = &dfs->result->statistics;
	uint64_t number, next = dfs->next_number;
	hash128 key = machine_fingerprint(machine);

	table_prefetch(&dfs->table, key);
	if (explore_judge(dfs->search, dfs->result)) {
		take_finding(dfs);
		machine->finding.class = FINDING_NONE;
	}
	if (machine->limit != LIMIT_NONE) {
		dfs->result->limit = machine->limit;
		return WENT_OUT;
	}
	if (machine_over(machine)) {
		explore_note_end(dfs->search, dfs->result);
		return take_finding(dfs) ? WENT_OUT : WENT_BACK;
	}
	if (bounds_cuts(dfs->search, dfs->depth))
		return cut(dfs);
	number = table_visit(&dfs->table, key, next);
	if (number == next) {
		statistics->states++;
		push(dfs, number, last);
		return WENT_DEEPER;
	}
	if (!dfs_is_done(dfs, number)) {
		dfs->frames[from].returns = true;
		component_meet(dfs, from, number);
	}
	return WENT_BACK;
}

/* What is left behind may be visited again, if there is no room for it: that
 * costs time only.  The states of the path and of open components stay, so
 * cycles are seen, and the search ends. */
static bool may_forget(const void *context, uint64_t number)
{
	return dfs_is_done(context, number);
}

/* What the search holds. */
static uint64_t bytes_of(const struct dfs *dfs)
{
	return table_bytes(&dfs->table) + dfs->room * sizeof *dfs->frames +
	       dfs->way_room * sizeof *dfs->ways +
	       dfs->open_room * sizeof *dfs->open + dfs->done_room +
	       dfs->machine->undo.capacity;
}

static bool must_stop(struct dfs *dfs)
{
	const struct search *search = dfs->search;
	struct statistics *statistics = &dfs->result->statistics;

	statistics->unstored = dfs->table.forgotten;
	if (bounds_end(search, dfs->result, statistics->states))
		return true;
	if (turns_end(search, dfs->steps, dfs->depth))
		return true;
	if (statistics->transitions % BOUNDS_EVERY != 0)
		return false;
	if (progress_is_asked(search->progress))
		progress_estimate(
			search->progress,
			estimate_all(&dfs->estimate, statistics->states));
	return bounds_look(search, dfs->result, bytes_of(dfs));
}

/* Takes the next way from the top frame; true when that ends the search. */
static bool go(struct dfs *dfs)
{
	size_t top = dfs->depth - 1;
	struct frame *frame = &dfs->frames[top];
	struct machine *machine = dfs->machine;
	struct decision way = dfs->ways[frame->first + frame->next++];

	dfs_go_back(dfs, frame);
	machine_step(machine, way.thread, (int)way.alternative);
	dfs->steps++;
	unseen_look(&dfs->unseen, machine,
		    ++dfs->result->statistics.transitions);
	return arrive(dfs, top, way.thread) == WENT_OUT;
}

/* All was explored: the first state again. */
static void check_at_end(struct dfs *dfs)
{
	struct machine *machine = dfs->machine;

	dfs_go_back(dfs, &dfs->frames[0]);
	unseen_check(&dfs->unseen, machine,
		     dfs->result->statistics.transitions);
	dfs->result->limit = machine->limit;
}

/* All ways from the top frame are done, but not all threads were tried, and an
 * edge may close a cycle around which one is put off for ever: try the rest.
 * False when there is nothing more to try. */
static bool widen(struct dfs *dfs)
{
	struct frame *frame = &dfs->frames[dfs->depth - 1];
	uint64_t rest = ~frame->tried;
	struct machine *machine = dfs->machine;

	if (!rest || !frame->returns)
		return false;
	dfs_go_back(dfs, frame);
	make_room(dfs);
	frame = &dfs->frames[dfs->depth - 1];
	frame->tried = PERSISTENT_EVERY;
	frame->count += (uint32_t)explore_ways_of(
		machine, rest, -1, dfs->ways + frame->first + frame->count);
	dfs->way_count = frame->first + frame->count;
	return frame->next < frame->count;
}

/* Must the search begin again, and is here a good place to do so: where a path
 * has ended, or, if none does, after a while? */
static bool is_outdated(struct dfs *dfs, bool path_ended)
{
	const struct machine *machine = dfs->machine;

	if (path_ended && machine->promoted)
		return true;
	if (!dfs->mode.footprints || !machine->footprint->stale)
		return false;
	return path_ended || ++dfs->patience > PATIENCE;
}

/* To where the search begins; false when words that proved to be shared have
 * made other steps of the way there. */
static bool start(struct dfs *dfs)
{
	const struct search *search = dfs->search;
	const struct schedule *prefix = search->prefix;

	machine_start(dfs->machine, dfs->mode, search->argc, search->argv);
	unseen_start(&dfs->unseen, dfs->machine);
	for (uint32_t i = 0; prefix && i < prefix->count; i++) {
		if (!decision_fits(dfs->machine, prefix->decisions[i]))
			return false;
		machine_step(dfs->machine, prefix->decisions[i].thread,
			     (int)prefix->decisions[i].alternative);
	}
	return !machine_over(dfs->machine);
}

/* False: there is nothing to search. */
static bool begin(struct dfs *dfs)
{
	struct machine *machine = dfs->machine;
	struct statistics *statistics = &dfs->result->statistics;

	dfs->depth = dfs->way_count = dfs->open_count = 0;
	if (dfs->done)
		memset(dfs->done, 0, dfs->done_room);
	dfs->next_number = 0;
	dfs->cut = false;
	table_clear(&dfs->table);
	estimate_free(&dfs->estimate);
	if (machine->footprint)
		footprint_begin(machine->footprint);
	dfs->patience = 0;
	*statistics =
		(struct statistics){.complete_preemptions = NO_PREEMPTIONS};
	dfs->result->finding.class = FINDING_NONE;
	schedule_free(&dfs->result->schedule);
	if (!start(dfs))
		return false;
	if (checkpoint_resume(dfs->search->checkpoint, dfs))
		return true;
	table_visit(&dfs->table, machine_fingerprint(machine), 0);
	statistics->states = 1;
	push(dfs, 0, -1);
	return true;
}

/* One search from the start; true when a word proved to be shared and the
 * search must begin again. */
static bool run(struct dfs *dfs)
{
	struct checkpoint *checkpoint = dfs->search->checkpoint;

	if (!begin(dfs))
		return false;
	while (dfs->depth > 0) {
		const struct frame *frame = &dfs->frames[dfs->depth - 1];
		size_t depth = dfs->depth;
		bool goes;

		if (must_stop(dfs)) {
			checkpoint_stop(checkpoint, dfs);
			return false;
		}
		if (dfs->result->statistics.transitions >= dfs->look_at)
			checkpoint_look(checkpoint, dfs);
		goes = frame->next < frame->count || widen(dfs);
		if (!goes)
			estimate_note(&dfs->estimate, depth - 1,
				      dfs->next_number);
		if (goes ? go(dfs) : component_pop(dfs))
			return false;
		if (is_outdated(dfs, dfs->depth <= depth))
			return true;
	}
	check_at_end(dfs);
	return false;
}

/* All that is to be told of a search that is not complete. */
static void end(struct dfs *dfs)
{
	struct search_result *result = dfs->result;

	result->steps = dfs->steps;
	result->statistics.bytes = table_bytes(&dfs->table);
	result->statistics.weak = dfs->machine->weak;
	if (result->limit == LIMIT_NONE && dfs->cut) {
		result->limit = LIMIT_DEPTH;
	} else if (result->limit != LIMIT_NONE) {
		result->statistics.estimate =
			estimate_all(&dfs->estimate, result->statistics.states);
		keep_path(dfs);
	}
}

void explore_states(const struct search *search, struct search_result *result)
{
	struct dfs dfs = {.search = search,
			  .machine = search->machine,
			  .result = result,
			  .mode = search->mode};

	/* Visible plain accesses have no footprint. */
	dfs.mode.footprints =
		search->reduce && search->mode.plain == PLAIN_HIDDEN;
	/* The rest is for the path, and for levels. */
	dfs.table.most_bytes = search->forget ? search->max_bytes / 2 : 0;
	dfs.table.may_forget = may_forget;
	dfs.table.context = &dfs;
	while (run(&dfs))
		;
	end(&dfs);
	table_clear(&dfs.table);
	mem_free(dfs.frames);
	mem_free(dfs.rounds);
	mem_free(dfs.ways);
	mem_free(dfs.open);
	mem_free(dfs.done);
	estimate_free(&dfs.estimate);
}
