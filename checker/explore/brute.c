/* The brute explorer: every interleaving of every operation.
 *
 * The oracle for the others, too simple to be wrong.  Plain accesses are
 * operations, so are the first and the last step of a thread.  Each execution
 * runs from the start: nothing is merged, nothing is undone but the whole.
 * Only a path that comes back to a state it was in already is cut: all that
 * can follow has followed there. */
#include "base/alloc.h"
#include "explore/search.h"

struct level {
	struct decision *ways;
	int count, next;
	hash128 state;
};

struct brute {
	struct searcher run;
	struct level *levels;
	size_t count, room; /* of the levels */
	int last;           /* the thread that went last, or -1 */
	bool goes;          /* there is an execution at hand */
	bool cycles;        /* some execution came back to where it was */
};

static void open_level(struct brute *brute)
{
	struct machine *machine = brute->run.machine;
	struct decision *ways = mem_alloc(MAX_WAYS * sizeof *ways);
	struct level *level;

	if (brute->count == brute->room) {
		brute->room = brute->room * 2 + 64;
		brute->levels =
			mem_resize(brute->levels, brute->room * sizeof *level);
	}
	level = &brute->levels[brute->count++];
	level->count = explore_ways(machine, brute->last, ways);
	level->ways =
		mem_resize(ways, (size_t)(level->count + 1) * sizeof *ways);
	level->next = 0;
	level->state = machine_fingerprint_slow(machine);
	if (brute->count > brute->run.result->statistics.depth)
		brute->run.result->statistics.depth = brute->count;
}

static bool comes_back(const struct brute *brute)
{
	hash128 now = machine_fingerprint_slow(brute->run.machine);

	for (size_t i = 0; i < brute->count; i++)
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
	while (brute->count > 0) {
		struct level *level = &brute->levels[brute->count - 1];

		if (++level->next < level->count)
			return true;
		mem_free(level->ways);
		brute->count--;
	}
	return false;
}

/* The execution is over. */
static enum next leave(struct brute *brute)
{
	brute->goes = false;
	return NEXT_ENDED;
}

/* False: that ends the search. */
static bool open_execution(struct brute *brute)
{
	brute->goes = true;
	brute->run.depth = 0;
	brute->last = -1;
	return search_restart(&brute->run);
}

/* Along the levels there are, then further. */
static enum next next_step(struct searcher *run)
{
	struct brute *brute = (struct brute *)run;
	struct decision way;

	if (!brute->goes && !advance(brute))
		return NEXT_DONE;
	if (!brute->goes && !open_execution(brute))
		return NEXT_STOP;
	if (run->depth == brute->count) {
		if (comes_back(brute)) {
			brute->cycles = true;
			return leave(brute);
		}
		open_level(brute);
	}
	way = way_at(&brute->levels[run->depth++]);
	brute->last = way.thread;
	switch (search_step(run, way)) {
	case REACHED_STATE:
		return NEXT_DEEPER;
	case REACHED_STOP:
		return NEXT_STOP;
	default:
		return leave(brute);
	}
}

static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	const struct brute *brute = (const struct brute *)run;

	for (size_t i = 0; i < run->depth; i++)
		schedule_add(schedule, way_at(&brute->levels[i]));
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct brute *brute = (const struct brute *)run;

	return brute->room * sizeof *brute->levels +
	       brute->count * sizeof(struct decision);
}

static bool begin(struct searcher *run)
{
	struct brute *brute = (struct brute *)run;

	brute->goes = true;
	brute->last = -1;
	return true;
}

static void close_search(struct searcher *run)
{
	struct brute *brute = (struct brute *)run;

	while (brute->count > 0)
		mem_free(brute->levels[--brute->count].ways);
	mem_free(brute->levels);
	/* Whether such an execution must end it does not judge. */
	if (brute->cycles && run->result->limit == LIMIT_NONE)
		run->result->limit = LIMIT_CYCLES;
}

const struct explorer explorer_brute = {
	.name = "brute",
	.help = "every interleaving, as a slow oracle",
	.oracle = true,
	.executions = true,
	.refusals = {{"--checkpoint=", "only --explorer=states supports it"},
		     {"--preemptions=",
		      "only --explorer=states supports it, not brute or dpor"}},
	.size = sizeof(struct brute),
	.begin = begin,
	.next = next_step,
	.path = copy_path,
	.bytes = bytes_of,
	.close = close_search,
};
