/* The brute explorer: every interleaving of every operation.
 *
 * The oracle for the others, too simple to be wrong.  Plain accesses are
 * operations, so are the first and the last step of a thread.  Each execution
 * runs from the start: nothing is merged, nothing is undone but the whole.
 * Only a path that comes back to a state it was in already is cut: all that
 * can follow has followed there. */
#include "base/alloc.h"
#include "explore/bounds.h"

struct level {
	struct decision *ways;
	int count, next;
	hash128 state;
};

struct brute {
	const struct search *search;
	struct search_result *result;
	struct level *levels;
	size_t depth, room;
	bool cut;  /* some execution came back to where it was */
	bool deep; /* or would have gone deeper than it may */
};

static void open_level(struct brute *brute, int last)
{
	struct machine *machine = brute->search->machine;
	struct decision *ways = mem_alloc(MAX_WAYS * sizeof *ways);
	struct level *level;

	if (brute->depth == brute->room) {
		brute->room = brute->room * 2 + 64;
		brute->levels =
			mem_resize(brute->levels, brute->room * sizeof *level);
	}
	level = &brute->levels[brute->depth++];
	level->count = explore_ways(machine, last, ways);
	level->ways =
		mem_resize(ways, (size_t)(level->count + 1) * sizeof *ways);
	level->next = 0;
	level->state = machine_fingerprint_slow(machine);
	if (brute->depth > brute->result->statistics.depth)
		brute->result->statistics.depth = brute->depth;
}

static bool comes_back(const struct brute *brute)
{
	hash128 now = machine_fingerprint_slow(brute->search->machine);

	for (size_t i = 0; i < brute->depth; i++)
		if (brute->levels[i].state == now)
			return true;
	return false;
}

static struct decision way_at(const struct level *level)
{
	return level->ways[level->next];
}

/* Leaves levels with no further way; false when none is left. */
static bool advance(struct brute *brute)
{
	while (brute->depth > 0) {
		struct level *level = &brute->levels[brute->depth - 1];

		if (++level->next < level->count)
			return true;
		mem_free(level->ways);
		brute->depth--;
	}
	return false;
}

static bool take_finding(struct brute *brute)
{
	if (!explore_takes(brute->search, brute->result))
		return false;
	for (size_t i = 0; i < brute->depth; i++)
		schedule_add(&brute->result->schedule,
			     way_at(&brute->levels[i]));
	return !brute->search->all;
}

static void step(struct brute *brute, struct decision way)
{
	struct machine *machine = brute->search->machine;

	machine_step(machine, way.thread, (int)way.alternative);
	brute->result->statistics.transitions++;
	if (explore_judge(brute->search, brute->result)) {
		take_finding(brute);
		machine->finding.class = FINDING_NONE;
	}
}

/* Must the search end, even in the middle of an execution? */
static bool must_leave(const struct brute *brute, size_t steps)
{
	const struct search *search = brute->search;

	return (search->stop && *search->stop) ||
	       (steps % BOUNDS_EVERY == 0 &&
		bounds_look(search, brute->result,
			    brute->room * sizeof *brute->levels +
				    brute->depth * sizeof(struct decision) +
				    search->machine->undo.capacity));
}

/* One execution: along the levels there are, then further. */
static void execute(struct brute *brute)
{
	const struct search *search = brute->search;
	struct machine *machine = search->machine;
	int last = -1;
	size_t i;

	machine_start(machine, search->mode, search->argc, search->argv);
	if (brute->depth == 0)
		open_level(brute, -1);
	for (i = 0; !machine_over(machine); i++) {
		if (must_leave(brute, i))
			return;
		if (i == brute->depth) {
			if (comes_back(brute)) {
				brute->cut = true;
				return;
			}
			if (bounds_cuts(search, i)) {
				brute->deep = true;
				return;
			}
			open_level(brute, last);
		}
		last = way_at(&brute->levels[i]).thread;
		step(brute, way_at(&brute->levels[i]));
	}
	explore_note_end(search, brute->result);
}

static bool must_stop(const struct brute *brute)
{
	struct search_result *result = brute->result;

	if (result->limit == LIMIT_NONE)
		result->limit = brute->search->machine->limit;
	return result->limit != LIMIT_NONE ||
	       bounds_end(brute->search, result, result->statistics.executions);
}

/* Where the last execution was, for what makes a search large. */
static void keep_path(struct brute *brute)
{
	if (brute->result->finding.class != FINDING_NONE)
		return;
	for (size_t i = 0; i < brute->depth; i++)
		schedule_add(&brute->result->schedule,
			     way_at(&brute->levels[i]));
}

void explore_brute(const struct search *search, struct search_result *result)
{
	struct brute brute = {.search = search, .result = result};

	result->statistics.complete_preemptions = -1;
	do {
		execute(&brute);
	} while (!take_finding(&brute) && !must_stop(&brute) &&
		 advance(&brute));
	if (result->limit != LIMIT_NONE)
		keep_path(&brute);
	while (brute.depth > 0)
		mem_free(brute.levels[--brute.depth].ways);
	/* Whether such an execution must end it does not judge. */
	if (brute.deep && result->limit == LIMIT_NONE)
		result->limit = LIMIT_DEPTH;
	if (brute.cut && result->limit == LIMIT_NONE)
		result->limit = LIMIT_CYCLES;
	result->statistics.weak = search->machine->weak;
	mem_free(brute.levels);
}
