/* Strongly connected components of the graph of states (Tarjan, "Depth-first
 * search and linear graph algorithms", 1972), and which of them to look into
 * for a livelock.
 *
 * An execution that never ends stays, from some point on, in one component.
 * When a component is complete, fair.c can say whether it has a fair one in it;
 * but that means to go through all its states once more.  Mostly less will do,
 * and is kept along the way: a thread that can go in every state of the
 * component (it is steady) and never moves within it is one that every
 * execution there leaves waiting unfairly.  So it is with a loop that waits for
 * a thread which only has to be scheduled.
 *
 * The work is done for states of components with an edge within only; a search
 * that never comes back to a state on its path pays nothing. */
#include <string.h>

#include "explore/states/dfs.h"
#include "explore/states/loop.h"
#include "machine/learn/footprint.h"

/* Spurious wake-ups do not count.  Useful work does: where threads are stuck
 * for ever, it is no excuse. */
static bool counts(const struct decision *way)
{
	return !operation_is(way->kind, TRAIT_SLEEPS);
}

static void note_move(struct dfs *dfs, size_t at)
{
	struct frame *frame = &dfs->frames[at];
	const struct decision *way = &dfs->ways[frame->first + frame->next - 1];

	if (!frame->cyclic) {
		frame->cyclic = true;
		dfs->rounds[at] = (struct round){0};
		memset(&dfs->rounds[at].steady, -1,
		       sizeof dfs->rounds[at].steady);
	}
	if (counts(way))
		set_add(&dfs->rounds[at].moved, way->thread);
}

void component_meet(struct dfs *dfs, size_t at, uint64_t number)
{
	struct frame *frame = &dfs->frames[at];

	note_move(dfs, at);
	if (number < frame->low)
		frame->low = number;
}

/* Who can go in the state of the top frame, where the machine is? */
static void note_enabled(struct dfs *dfs)
{
	const struct machine *machine = dfs->run.machine;
	struct thread_set enabled = {0};

	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			set_add(&enabled, i);
	set_meet(&dfs->rounds[dfs->run.depth - 1].steady, &enabled);
}

/* The top frame is the first state of its component, which is complete.  Behind
 * an mc_assume that was false nobody need go on. */
static bool may_be_fair(const struct dfs *dfs)
{
	const struct round *round = &dfs->rounds[dfs->run.depth - 1];
	struct thread_set kept_waiting =
		set_without(round->steady, &round->moved);

	return set_is_empty(&kept_waiting) && !dfs->run.machine->promoted &&
	       !machine_is_barred(dfs->run.machine) &&
	       !(dfs->run.mode.footprints &&
		 dfs->run.machine->footprint->stale);
}

/* The machine is in the state of the top frame; true when that ends the
 * search. */
static bool judge(struct dfs *dfs)
{
	struct search_result *result = dfs->run.result;
	const struct frame *root = &dfs->frames[dfs->run.depth - 1];
	struct schedule schedule = {0};
	bool taken;

	if (!may_be_fair(dfs) || !loop_find(dfs, &schedule))
		return result->limit != LIMIT_NONE;
	machine_livelock(dfs->run.machine);
	taken = explore_takes(dfs->run.search, result);
	if (taken) {
		dfs->run.depth--;
		dfs->run.explorer->path(&dfs->run, &result->schedule);
		dfs->run.depth++;
		result->schedule.loop = result->schedule.count + schedule.loop;
		for (uint32_t i = 0; i < schedule.count; i++)
			schedule_add(&result->schedule, schedule.decisions[i]);
	}
	schedule_free(&schedule);
	if (dfs->run.search->on_end)
		dfs->run.search->on_end(dfs->run.search->context,
					dfs->run.machine);
	dfs_go_back(dfs, root);
	return taken && !dfs->run.search->all;
}

static void leave_behind(struct dfs *dfs, uint64_t first)
{
	while (dfs->open_count && dfs->open[dfs->open_count - 1] >= first) {
		uint64_t number = dfs->open[--dfs->open_count];

		dfs->done[number / 8] |= (unsigned char)(1u << number % 8);
	}
}

/* The top frame's state is of the same component as the one below it. */
static void join_below(struct dfs *dfs)
{
	size_t below = dfs->run.depth - 2;
	const struct frame *frame = &dfs->frames[below + 1];

	component_meet(dfs, below, frame->low);
	set_unite(&dfs->rounds[below].moved, &dfs->rounds[below + 1].moved);
	set_meet(&dfs->rounds[below].steady, &dfs->rounds[below + 1].steady);
}

bool component_pop(struct dfs *dfs)
{
	const struct frame *frame = &dfs->frames[dfs->run.depth - 1];

	if (frame->cyclic) {
		dfs_go_back(dfs, frame);
		note_enabled(dfs);
	}
	if (frame->low < frame->number) {
		join_below(dfs);
	} else {
		if (frame->cyclic && judge(dfs))
			return true;
		leave_behind(dfs, frame->number);
	}
	dfs->way_count = frame->first;
	dfs->run.depth--;
	return false;
}
