/* The states explorer: depth-first search over the graph of states.
 *
 * Each state is visited once: what can happen after it does not depend on how
 * it was reached, because all that the future depends on is in it (memory,
 * stacks, registers, objects, pending operations, and what the race detector
 * must know).  Two states are taken for one when their fingerprints of 128
 * bits are equal.
 *
 * Strongly connected components are followed on the way (Tarjan, "Depth-first
 * search and linear graph algorithms", 1972).  A component with no edge out of
 * it and no end of an execution in it is one from which nothing ever ends: a
 * livelock.  When a component is left behind, everything below it is complete,
 * so "an edge to a completed state" means "an end can be reached".
 *
 *   frame: state ---decision---> frame: state ---decision---> ...  (the path)
 *   open:  numbers of states whose component is not complete, ascending */
#include <string.h>

#include "base/alloc.h"
#include "explore/checkpoint.h"
#include "explore/persistent.h"
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

/* Is the thread left although it could go on?  Not when it only pauses. */
static bool is_preemption(const struct machine *machine, int last, int next)
{
	return last >= 0 && last != next &&
	       machine->threads[last].op.kind != OP_PAUSE &&
	       machine_alternatives(machine, last, false) > 0;
}

/* The state of the machine becomes a frame on the path. */
static void push(struct dfs *dfs, uint64_t number, int last,
		 uint32_t preemptions)
{
	struct machine *machine = dfs->machine;
	struct frame *frame;
	int bound = dfs->search->preemptions, kept = 0, count;

	make_room(dfs);
	frame = &dfs->frames[dfs->depth++];
	*frame = (struct frame){.mark = undo_mark(&machine->undo),
				.number = number,
				.low = number,
				.first = (uint32_t)dfs->way_count,
				.preemptions = preemptions,
				.barred = machine_is_barred(machine),
				.escapes = explore_is_stuck(machine),
				.last = (int16_t)last};
	frame->tried = dfs->mode.footprints ? persistent_threads(machine, last)
					    : PERSISTENT_EVERY;
	count = explore_ways_of(machine, frame->tried, last,
				dfs->ways + frame->first);
	for (int i = 0; i < count; i++) {
		struct decision way = dfs->ways[frame->first + (uint32_t)i];

		if (bound >= 0 && preemptions >= (uint32_t)bound &&
		    is_preemption(machine, last, way.thread))
			continue;
		dfs->ways[frame->first + (uint32_t)kept++] = way;
	}
	frame->count = (uint32_t)kept;
	dfs->way_count += (size_t)kept;
	dfs->open[dfs->open_count++] = number;
	dfs->next_number = number + 1;
	if (dfs->depth > dfs->result->statistics.depth)
		dfs->result->statistics.depth = dfs->depth;
}

/* The decisions on the path, each frame's last one taken. */
void dfs_copy_path(const struct dfs *dfs, struct schedule *schedule)
{
	schedule->count = 0;
	for (size_t i = 0; i < dfs->depth; i++)
		schedule_add(schedule, dfs->ways[dfs->frames[i].first +
						 dfs->frames[i].next - 1]);
}

/* A finding ends the search, if it is one that is looked for. */
static bool take_finding(struct dfs *dfs)
{
	const struct finding *finding = &dfs->machine->finding;
	struct search_result *result = dfs->result;

	/* With a word promoted, the search begins again and finds it again;
	 * only then can it be replayed. */
	if (finding->class == FINDING_NONE || dfs->machine->promoted ||
	    !(dfs->search->classes >> finding->class & 1) ||
	    result->finding.class != FINDING_NONE)
		return false;
	result->finding = *finding;
	dfs_copy_path(dfs, &result->schedule);
	return !dfs->search->all;
}

/* With a bound, states differ in what may still be done. */
static hash128 key_of(const struct dfs *dfs, int last, uint32_t preemptions)
{
	hash128 key = machine_fingerprint(dfs->machine);

	if (dfs->search->preemptions >= 0)
		key += hash_value((uint64_t)last + 1, preemptions + 1);
	return key;
}

enum went { WENT_DEEPER, WENT_BACK, WENT_OUT };

/* The machine is in a state just reached from `frame`. */
static enum went arrive(struct dfs *dfs, size_t from, int last,
			uint32_t preemptions)
{
	struct frame *frame = &dfs->frames[from];
	struct machine *machine = dfs->machine;
	struct statistics *statistics = &dfs->result->statistics;
	uint64_t number, next = dfs->next_number;

	if (explore_judge(dfs->search, dfs->result)) {
		take_finding(dfs);
		machine->finding.class = FINDING_NONE;
	}
	if (machine->limit != LIMIT_NONE) {
		dfs->result->limit = machine->limit;
		return WENT_OUT;
	}
	if (machine_over(machine)) {
		frame->escapes |= !machine->discarded;
		explore_note_end(dfs->search, dfs->result);
		return take_finding(dfs) ? WENT_OUT : WENT_BACK;
	}
	number = table_visit(&dfs->table, key_of(dfs, last, preemptions), next);
	if (number == next) {
		statistics->states++;
		push(dfs, number, last, preemptions);
		return WENT_DEEPER;
	}
	if (dfs_is_done(dfs, number)) {
		frame->escapes |= !machine_is_barred(machine);
		return WENT_BACK;
	}
	frame->cyclic = true;
	frame->returns = true;
	if (number < frame->low)
		frame->low = number;
	return WENT_BACK;
}

static bool must_stop(struct dfs *dfs)
{
	const struct search *search = dfs->search;

	if (search->stop && *search->stop)
		dfs->result->limit = LIMIT_INTERRUPTED;
	else if (search->max_states &&
		 dfs->result->statistics.states >= search->max_states)
		dfs->result->limit = LIMIT_STATES;
	else
		return false;
	return true;
}

/* Memory that changes without a hook (see soundness.md) would make states look
 * equal that are not.  So now and then all of it is looked at: at every one of
 * the first transitions, then at some. */
static uint64_t check_every(const struct dfs *dfs)
{
	return dfs->result->statistics.transitions < 4096 ? 1 : 1024;
}

static void check_memory(struct dfs *dfs)
{
	struct machine *machine = dfs->machine;

	if (!machine_over(machine) &&
	    machine_fingerprint_slow(machine) - dfs->constant !=
		    machine_fingerprint(machine))
		machine->limit = LIMIT_UNSEEN;
}

/* Takes the next way from the top frame; true when that ends the search. */
static bool go(struct dfs *dfs)
{
	size_t top = dfs->depth - 1;
	struct frame *frame = &dfs->frames[top];
	struct machine *machine = dfs->machine;
	struct decision way = dfs->ways[frame->first + frame->next++];
	uint32_t preemptions = frame->preemptions;

	undo_to(&machine->undo, frame->mark);
	machine->ended = machine->discarded = false;
	machine->finding.class = FINDING_NONE;
	preemptions += is_preemption(machine, frame->last, way.thread);
	machine_step(machine, way.thread, (int)way.alternative);
	dfs->result->statistics.transitions++;
	if (dfs->result->statistics.transitions % check_every(dfs) == 0)
		check_memory(dfs);
	return arrive(dfs, top, way.thread, preemptions) == WENT_OUT;
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
	undo_to(&machine->undo, frame->mark);
	machine->ended = machine->discarded = false;
	machine->finding.class = FINDING_NONE;
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

/* One search from the start; true when a word proved to be shared and the
 * search must begin again. */
static bool run(struct dfs *dfs)
{
	struct machine *machine = dfs->machine;
	struct checkpoint *checkpoint = dfs->search->checkpoint;

	if (machine->footprint)
		footprint_begin(machine->footprint);
	dfs->patience = 0;
	machine_start(machine, dfs->mode, dfs->search->argc,
		      dfs->search->argv);
	memset(&dfs->result->statistics, 0, sizeof dfs->result->statistics);
	dfs->result->finding.class = FINDING_NONE;
	schedule_free(&dfs->result->schedule);
	dfs->constant = machine_fingerprint_slow(machine) -
			machine_fingerprint(machine);
	if (!checkpoint_resume(checkpoint, dfs)) {
		table_visit(&dfs->table, machine_fingerprint(machine), 0);
		dfs->result->statistics.states = 1;
		push(dfs, 0, -1, 0);
	}
	while (dfs->depth > 0) {
		const struct frame *frame = &dfs->frames[dfs->depth - 1];
		size_t depth = dfs->depth;

		if (must_stop(dfs)) {
			checkpoint_stop(checkpoint, dfs);
			return false;
		}
		if (dfs->result->statistics.transitions >= dfs->look_at)
			checkpoint_look(checkpoint, dfs);
		if (frame->next < frame->count || widen(dfs) ? go(dfs)
							     : component_pop(dfs))
			return false;
		if (is_outdated(dfs, dfs->depth <= depth))
			return true;
	}
	return false;
}

void explore_states(const struct search *search, struct search_result *result)
{
	struct dfs dfs = {
		.search = search, .machine = search->machine, .result = result,
		.mode = search->mode};
	bool again;

	if (checkpoint_has_done(search->checkpoint, result))
		return;
	/* A bound counts switches between threads, and a reduction leaves some
	 * of them out; visible plain accesses have no footprint. */
	dfs.mode.footprints = search->reduce && search->preemptions < 0 &&
			      search->mode.plain == PLAIN_HIDDEN;
	do {
		dfs.depth = dfs.way_count = dfs.open_count = 0;
		if (dfs.done)
			memset(dfs.done, 0, dfs.done_room);
		dfs.next_number = 0;
		table_clear(&dfs.table);
		again = run(&dfs);
	} while (again);
	result->statistics.bytes = table_bytes(&dfs.table);
	result->statistics.weak = search->machine->weak;
	checkpoint_note_done(search->checkpoint, result);
	table_clear(&dfs.table);
	mem_free(dfs.frames);
	mem_free(dfs.ways);
	mem_free(dfs.open);
	mem_free(dfs.done);
}
