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
#include "explore/states/checkpoint.h"
#include "explore/states/persistent.h"
#include "machine/learn/footprint.h"

/* Room for one more state in all that is kept by state. */
static void make_room(struct dfs *dfs)
{
	if (dfs->run.depth == dfs->room) {
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
	struct machine *machine = dfs->run.machine;
	struct frame *frame;
	int count;

	make_room(dfs);
	frame = &dfs->frames[dfs->run.depth++];
	*frame = (struct frame){.mark = undo_mark(&machine->undo),
				.number = number,
				.low = number,
				.first = (uint32_t)dfs->way_count};
	frame->tried = dfs->run.mode.footprints
			       ? persistent_threads(machine, last)
			       : PERSISTENT_EVERY;
	count = explore_ways_of(machine, frame->tried, last,
				dfs->ways + frame->first);
	frame->count = (uint32_t)count;
	dfs->way_count += (size_t)count;
	dfs->open[dfs->open_count++] = number;
	dfs->next_number = number + 1;
	if (dfs->run.depth > dfs->run.result->statistics.depth)
		dfs->run.result->statistics.depth = dfs->run.depth;
}

/* The last decision of each frame; the top one may have none yet. */
static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	const struct dfs *dfs = (const struct dfs *)run;
	const struct schedule *prefix = run->search->prefix;

	for (uint32_t i = 0; prefix && i < prefix->count; i++)
		schedule_add(schedule, prefix->decisions[i]);
	for (size_t i = 0; i < run->depth && dfs->frames[i].next > 0; i++)
		schedule_add(schedule, dfs->ways[dfs->frames[i].first +
						 dfs->frames[i].next - 1]);
}

/* The machine is in a state just reached from `frame`. */
static enum next arrive(struct dfs *dfs, size_t from, int last)
{
	uint64_t number, next = dfs->next_number;

	number = table_visit(&dfs->table, machine_fingerprint(dfs->run.machine),
			     next);
	if (number == next) {
		dfs->run.result->statistics.states++;
		push(dfs, number, last);
		return NEXT_DEEPER;
	}
	if (!dfs_is_done(dfs, number)) {
		dfs->frames[from].returns = true;
		component_meet(dfs, from, number);
	}
	return NEXT_ENDED;
}

/* What is left behind may be visited again, if there is no room for it: that
 * costs time only.  The states of the path and of open components stay, so
 * cycles are seen, and the search ends. */
static bool may_forget(const void *context, uint64_t number)
{
	return dfs_is_done(context, number);
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct dfs *dfs = (const struct dfs *)run;

	return table_bytes(&dfs->table) + dfs->room * sizeof *dfs->frames +
	       dfs->way_room * sizeof *dfs->ways +
	       dfs->open_room * sizeof *dfs->open + dfs->done_room;
}

/* For progress, of which it tells a part: none while the whole is unknown. */
static uint64_t estimate(const struct searcher *run)
{
	const struct dfs *dfs = (const struct dfs *)run;
	uint64_t states = run->result->statistics.states;

	return estimate_is_low(&dfs->estimate, states)
		       ? 0
		       : estimate_all(&dfs->estimate, states);
}

/* Takes the next way from the top frame. */
static enum next go(struct dfs *dfs)
{
	size_t top = dfs->run.depth - 1;
	struct frame *frame = &dfs->frames[top];
	struct decision way = dfs->ways[frame->first + frame->next++];

	dfs_go_back(dfs, frame);
	switch (search_step(&dfs->run, way)) {
	case REACHED_STATE:
		return arrive(dfs, top, way.thread);
	case REACHED_STOP:
		return NEXT_STOP;
	default:
		return NEXT_ENDED;
	}
}

/* All ways from the top frame are done, but not all threads were tried, and an
 * edge may close a cycle around which one is put off for ever: try the rest.
 * False when there is nothing more to try. */
static bool widen(struct dfs *dfs)
{
	struct frame *frame = &dfs->frames[dfs->run.depth - 1];
	uint64_t rest = ~frame->tried;
	struct machine *machine = dfs->run.machine;

	if (!rest || !frame->returns)
		return false;
	dfs_go_back(dfs, frame);
	make_room(dfs);
	frame = &dfs->frames[dfs->run.depth - 1];
	frame->tried = PERSISTENT_EVERY;
	frame->count += (uint32_t)explore_ways_of(
		machine, rest, -1, dfs->ways + frame->first + frame->count);
	dfs->way_count = frame->first + frame->count;
	return frame->next < frame->count;
}

/* All ways from the top frame are done. */
static enum next leave(struct dfs *dfs)
{
	estimate_note(&dfs->estimate, dfs->run.depth - 1, dfs->next_number);
	if (component_pop(dfs))
		return NEXT_STOP;
	return dfs->run.depth > 0 ? NEXT_ENDED : NEXT_DONE;
}

static enum next next_way(struct searcher *run)
{
	struct dfs *dfs = (struct dfs *)run;
	const struct frame *frame = &dfs->frames[run->depth - 1];

	if (run->result->statistics.transitions >= dfs->look_at)
		checkpoint_look(run->search->checkpoint, dfs);
	return frame->next < frame->count || widen(dfs) ? go(dfs) : leave(dfs);
}

/* A step that no one knew of makes persistent sets too small. */
static bool is_outdated(const struct searcher *run)
{
	return run->mode.footprints && run->machine->footprint->stale;
}

/* To where the search begins; false when words that proved to be shared have
 * made other steps of the way there. */
static bool go_to_start(struct searcher *run)
{
	const struct schedule *prefix = run->search->prefix;

	for (uint32_t i = 0; prefix && i < prefix->count; i++) {
		if (!decision_fits(run->machine, prefix->decisions[i]))
			return false;
		search_repeat(run, prefix->decisions[i]);
	}
	return !machine_over(run->machine);
}

static bool begin(struct searcher *run)
{
	struct dfs *dfs = (struct dfs *)run;
	struct machine *machine = run->machine;

	dfs->way_count = dfs->open_count = 0;
	if (dfs->done)
		memset(dfs->done, 0, dfs->done_room);
	dfs->next_number = 0;
	table_clear(&dfs->table);
	estimate_free(&dfs->estimate);
	if (!go_to_start(run))
		return false;
	if (checkpoint_resume(run->search->checkpoint, dfs))
		return true;
	table_visit(&dfs->table, machine_fingerprint(machine), 0);
	run->result->statistics.states = 1;
	push(dfs, 0, -1);
	return true;
}

static void open_search(struct searcher *run)
{
	struct dfs *dfs = (struct dfs *)run;

	/* Visible plain accesses have no footprint. */
	run->mode.footprints =
		run->search->reduce && run->mode.plain == PLAIN_HIDDEN;
	/* The rest is for the path, and for levels. */
	dfs->table.most_bytes =
		run->search->forget ? run->search->max_bytes / 2 : 0;
	dfs->table.may_forget = may_forget;
	dfs->table.context = dfs;
	run->states = &dfs->table;
}

static void stopped(struct searcher *run)
{
	checkpoint_stop(run->search->checkpoint, (struct dfs *)run);
}

static void close_search(struct searcher *run)
{
	struct dfs *dfs = (struct dfs *)run;
	struct statistics *statistics = &run->result->statistics;

	statistics->bytes = table_bytes(&dfs->table);
	statistics->unstored = dfs->table.forgotten;
	if (run->result->limit != LIMIT_NONE &&
	    run->result->limit != LIMIT_DEPTH) {
		statistics->estimate =
			estimate_all(&dfs->estimate, statistics->states);
		statistics->estimate_low =
			estimate_is_low(&dfs->estimate, statistics->states);
	}
	table_clear(&dfs->table);
	mem_free(dfs->frames);
	mem_free(dfs->rounds);
	mem_free(dfs->ways);
	mem_free(dfs->open);
	mem_free(dfs->done);
	estimate_free(&dfs->estimate);
}

const struct explorer explorer_states = {
	.name = "states",
	.help = "states, each once",
	.preemptions = true,
	.size = sizeof(struct dfs),
	.open = open_search,
	.begin = begin,
	.next = next_way,
	.path = copy_path,
	.bytes = bytes_of,
	.estimate = estimate,
	.outdated = is_outdated,
	.stopped = stopped,
	.close = close_search,
};
