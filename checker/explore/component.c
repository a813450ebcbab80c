/* Strongly connected components of the graph of states (Tarjan, "Depth-first
 * search and linear graph algorithms", 1972), and livelocks. */
#include <string.h>

#include "base/alloc.h"
#include "explore/dfs.h"
#include "machine/footprint.h"

static hash128 due(const struct machine *machine, int last)
{
	return machine_fingerprint(machine) +
	       hash_value((uint64_t)last + 1, HASH_KEY_B);
}

/* From a state whose component nothing leaves: once around, all threads in
 * turn, for the report.  It closes where the same thread is due in the same
 * state, so that every thread that can go has had its turn. */
static void walk_the_loop(struct dfs *dfs, struct schedule *schedule)
{
	struct machine *machine = dfs->machine;
	struct decision *ways = mem_alloc(MAX_WAYS * sizeof *ways);
	struct table seen = {0};
	uint64_t step = 0, repeated;
	int last = -1;

	repeated = table_visit(&seen, due(machine, last), 0);
	do {
		int count = explore_ways(machine, -1, ways), pick = 0;

		while (pick < count && ways[pick].thread <= last)
			pick++;
		pick = pick == count ? 0 : pick;
		last = ways[pick].thread;
		schedule_add(schedule, ways[pick]);
		machine_step(machine, last, (int)ways[pick].alternative);
		step++;
		repeated = table_visit(&seen, due(machine, last), step);
	} while (repeated == step && !machine_over(machine));
	schedule->loop = schedule->count - (uint32_t)(step - repeated);
	table_clear(&seen);
	mem_free(ways);
}

static bool report_livelock(struct dfs *dfs)
{
	struct schedule *schedule = &dfs->result->schedule;

	if (!(dfs->search->classes >> FINDING_LIVELOCK & 1) ||
	    dfs->search->preemptions >= 0 || dfs->machine->promoted ||
	    (dfs->mode.footprints && dfs->machine->footprint->stale) ||
	    dfs->result->finding.class != FINDING_NONE)
		return false;
	undo_to(&dfs->machine->undo, dfs->frames[--dfs->depth].mark);
	dfs->machine->ended = dfs->machine->discarded = false;
	dfs->machine->finding.class = FINDING_NONE;
	dfs_copy_path(dfs, schedule);
	walk_the_loop(dfs, schedule);
	machine_livelock(dfs->machine);
	dfs->result->finding = dfs->machine->finding;
	if (dfs->search->on_end)
		dfs->search->on_end(dfs->search->context, dfs->machine);
	return true;
}

bool component_pop(struct dfs *dfs)
{
	struct frame frame = dfs->frames[dfs->depth - 1];
	struct frame *below =
		dfs->depth > 1 ? &dfs->frames[dfs->depth - 2] : NULL;

	if (frame.low == frame.number) {
		if (!frame.escapes && !frame.barred && frame.cyclic &&
		    report_livelock(dfs))
			return true;
		while (dfs->open_count &&
		       dfs->open[dfs->open_count - 1] >= frame.number) {
			uint64_t number = dfs->open[--dfs->open_count];

			dfs->done[number / 8] |=
				(unsigned char)(1u << number % 8);
		}
		frame.escapes = !frame.barred;
		frame.cyclic = false;
	}
	dfs->depth--;
	dfs->way_count = frame.first;
	if (below) {
		below->escapes |= frame.escapes;
		below->cyclic |= frame.cyclic;
		if (frame.low < below->low)
			below->low = frame.low;
	}
	return false;
}
