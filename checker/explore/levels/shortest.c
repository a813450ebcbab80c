/* The shortest explorer: an execution with the fewest preemptions, of these one
 * with the fewest spurious decisions, in at most so many steps.  It is for
 * findings that are known, to show them in a simple way.
 *
 * It goes by cost, which is preemptions first, then what is spurious:
 *
 *   cost (0,0)  s0 --A--> s1 --A--> s2, A sleeps --B--> s3 ...
 *                |         |         |
 *   cost (0,1)   |         |         A wakes spuriously
 *   cost (1,0)   B         B         a preemption
 *
 * Ways that cost nothing are taken depth first; others are put off until all
 * that is cheaper is done.  So the first finding is one of the least cost.
 *
 * As executions are cut at a number of steps (max_depth), a state that is
 * reached once more after fewer steps matters again.  Of each thread and state
 * is kept after how few steps it went from there; when it could go after as
 * many or more, it does not.  Nothing is lost: that would be no cheaper, as the
 * search goes by cost, and all that comes of it within the bound came of the
 * first time. */
#include "explore/levels/shortest.h"

#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "explore/levels/levels.h"
#include "explore/levels/tree.h"
#include "explore/search.h"

/* What a way costs, besides its step. */
enum extra { EXTRA_NONE, EXTRA_SPURIOUS, EXTRA_PREEMPTION, EXTRA_BOTH };
#define EXTRAS 4u

/* Of a thread's ways from a state, the spurious ones or the others: after how
 * few steps they were taken; or put off, and to which cost. */
struct seen {
	uint32_t gone, put, cost;
};
#define NEVER UINT32_MAX

struct shortest {
	struct searcher run;
	struct tree tree;
	/* States; the number of one is where its threads' begin in `seen`, for
	 * each thread two: those that are not spurious, and those that are. */
	struct table states;
	struct seen *seen;
	size_t seen_count, seen_room;
	/* By cost: nodes with ways that were put off: the node's number times
	 * EXTRAS, plus what these ways cost. */
	struct node_list *lists;
	uint32_t cost; /* at hand */
	size_t at;     /* behind the node that is at hand, in its list */
	size_t base;   /* the path's depth there */
};

bool shortest_is_spurious(const struct machine *machine, struct decision way)
{
	return machine_is_spurious(machine, way.thread, (int)way.alternative) ||
	       (way.kind == OP_ALLOCATE && way.alternative > 0);
}

static uint32_t price(enum extra extra)
{
	return (extra & EXTRA_PREEMPTION ? SHORTEST_PREEMPTION : 0u) +
	       (extra & EXTRA_SPURIOUS ? 1u : 0u);
}

static enum extra extra_of(const struct machine *machine, int last,
			   struct decision way)
{
	bool spurious = shortest_is_spurious(machine, way);

	if (explore_is_preemption(machine, last, way.thread))
		return spurious ? EXTRA_BOTH : EXTRA_PREEMPTION;
	return spurious ? EXTRA_SPURIOUS : EXTRA_NONE;
}

uint32_t shortest_price(const struct machine *machine, int last,
			struct decision way)
{
	return price(extra_of(machine, last, way));
}

/* The number of the state that the machine is in. */
static uint32_t visit(struct shortest *shortest)
{
	const struct machine *machine = shortest->run.machine;
	size_t end, first = table_visit(&shortest->states,
					machine_fingerprint(machine),
					shortest->seen_count);

	if (first < shortest->seen_count)
		return (uint32_t)first;
	end = first + 2 * (size_t)machine->thread_count;
	must_hold(end <= UINT32_MAX);
	if (end > shortest->seen_room) {
		shortest->seen_room = end * 2;
		shortest->seen = mem_resize(shortest->seen,
					    shortest->seen_room *
						    sizeof *shortest->seen);
	}
	while (shortest->seen_count < end)
		shortest->seen[shortest->seen_count++] =
			(struct seen){NEVER, NEVER, NEVER};
	shortest->run.result->statistics.states++;
	return (uint32_t)first;
}

/* Do ways that cost so much go now, after so many steps? */
static bool may_go(struct seen *seen, uint32_t steps)
{
	if (seen->gone <= steps)
		return false;
	seen->gone = steps;
	return true;
}

/* Shall they be put off to that cost? */
static bool may_wait(struct seen *seen, uint32_t steps, uint32_t cost)
{
	if (seen->gone <= steps || (seen->cost <= cost && seen->put <= steps))
		return false;
	seen->put = steps;
	seen->cost = cost;
	return true;
}

static bool is_allowed(const struct shortest *shortest, enum extra extra)
{
	const struct shortest_bounds *bounds = &shortest->run.search->shortest;
	uint32_t spurious = shortest->cost % SHORTEST_PREEMPTION;

	if (extra & EXTRA_SPURIOUS &&
	    (bounds->no_spurious || spurious + 1 == SHORTEST_PREEMPTION))
		return false;
	return shortest->cost + price(extra) <= bounds->cost;
}

/* Of a thread's ways that cost so much: do they go, if those that cost `now`
 * go?  If that is nothing, others are put off, and noted in `waiting`. */
static bool decide(const struct shortest *shortest, struct seen *seen,
		   enum extra extra, enum extra now, unsigned *waiting)
{
	uint32_t steps = (uint32_t)shortest->run.depth;

	if (extra != now && (now != EXTRA_NONE || !is_allowed(shortest, extra)))
		return false;
	seen += extra & EXTRA_SPURIOUS ? 1 : 0;
	if (extra == now)
		return may_go(seen, steps);
	if (may_wait(seen, steps, shortest->cost + price(extra)))
		*waiting |= 1u << extra;
	return false;
}

/* The ways from the top of the path that cost `now` and are to be taken.
 * Returns which others are to be put off: bits, by what they cost. */
static unsigned collect(struct shortest *shortest, int last, enum extra now)
{
	struct searcher *run = &shortest->run;
	struct decision *ways = tree_ways(&shortest->tree, run);
	uint32_t node = shortest->tree.path[run->depth - 1].node;
	struct seen *seen = &shortest->seen[shortest->tree.nodes[node].state];
	int count = explore_ways(run->machine, last, ways), kept = 0;
	unsigned waiting = 0, before = EXTRAS;
	int thread = -1;
	bool goes = false;

	for (int i = 0; i < count; i++) {
		enum extra extra = extra_of(run->machine, last, ways[i]);

		if (ways[i].thread != thread || extra != before)
			goes = decide(shortest, &seen[ways[i].thread * 2],
				      extra, now, &waiting);
		thread = ways[i].thread;
		before = extra;
		if (goes)
			ways[kept++] = ways[i];
	}
	tree_keep(&shortest->tree, run, kept);
	return waiting;
}

static void put_off(struct shortest *shortest, uint32_t node, unsigned waiting)
{
	for (unsigned extra = 1; extra < EXTRAS; extra++)
		if (waiting >> extra & 1)
			node_list_add(
				&shortest->lists[shortest->cost +
						 price((enum extra)extra)],
				node * EXTRAS + extra);
}

/* The machine is in a state with ways to go, just reached in this way. */
static void enter(struct shortest *shortest, struct decision way)
{
	struct tree *tree = &shortest->tree;
	struct searcher *run = &shortest->run;
	uint32_t parent = tree->path[run->depth - 1].node;
	uint32_t state = visit(shortest);
	uint32_t node = tree_add(tree, run, parent, state, way);
	unsigned waiting;

	tree_push(tree, run, node);
	waiting = collect(shortest, way.thread, EXTRA_NONE);
	put_off(shortest, node, waiting);
	if (!waiting && tree->path[run->depth - 1].count == 0) {
		tree_pop(tree, run);
		tree->node_count--;
	}
}

/* Takes the next way from the top of the path. */
static enum next go(struct shortest *shortest)
{
	struct searcher *run = &shortest->run;
	size_t depth = run->depth;
	struct decision way = tree_next(&shortest->tree, run);

	switch (search_step(run, way)) {
	case REACHED_STATE:
		enter(shortest, way);
		break;
	case REACHED_STOP:
		return NEXT_STOP;
	default:
		break;
	}
	return run->depth > depth ? NEXT_DEEPER : NEXT_ENDED;
}

/* To the next node from which ways were put off to this cost; false: there is
 * none. */
static bool take_up(struct shortest *shortest)
{
	struct node_list *list = &shortest->lists[shortest->cost];
	struct tree *tree = &shortest->tree;
	uint32_t item, node;
	int last;

	if (shortest->at == list->count)
		return false;
	item = list->nodes[shortest->at++];
	node = item / EXTRAS;
	last = tree->nodes[node].thread;
	tree_go_to(tree, &shortest->run, node);
	shortest->base = shortest->run.depth;
	collect(shortest, last == NOBODY ? -1 : last,
		(enum extra)(item % EXTRAS));
	return true;
}

static enum next next_way(struct searcher *run)
{
	struct shortest *shortest = (struct shortest *)run;
	const struct place *top = &shortest->tree.path[run->depth - 1];

	if (run->search->shortest.steps &&
	    run->steps >= run->search->shortest.steps) {
		run->result->limit = LIMIT_STATES;
		return NEXT_STOP;
	}
	if (top->next < top->count)
		return go(shortest);
	if (run->depth > shortest->base) {
		tree_pop(&shortest->tree, run);
		return NEXT_DEEPER;
	}
	while (!take_up(shortest)) {
		if (shortest->cost == run->search->shortest.cost)
			return NEXT_DONE;
		shortest->cost++;
		shortest->at = 0;
	}
	return NEXT_DEEPER;
}

static void open_search(struct searcher *run)
{
	struct shortest *shortest = (struct shortest *)run;
	size_t size =
		(run->search->shortest.cost + 1) * sizeof *shortest->lists;

	run->states = &shortest->states;
	shortest->lists = mem_alloc(size);
	memset(shortest->lists, 0, size);
}

static bool begin(struct searcher *run)
{
	struct shortest *shortest = (struct shortest *)run;
	unsigned waiting;

	table_clear(&shortest->states);
	shortest->seen_count = 0;
	for (uint32_t i = 0; i <= run->search->shortest.cost; i++)
		shortest->lists[i].count = 0;
	shortest->cost = 0;
	shortest->at = 0;
	run->result->statistics.states = 0;
	visit(shortest);
	tree_begin(&shortest->tree, run);
	shortest->base = run->depth;
	waiting = collect(shortest, -1, EXTRA_NONE);
	put_off(shortest, 0, waiting);
	return true;
}

static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	tree_path(&((const struct shortest *)run)->tree, run, schedule);
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct shortest *shortest = (const struct shortest *)run;

	return table_bytes(&shortest->states) + tree_bytes(&shortest->tree) +
	       shortest->seen_room * sizeof *shortest->seen;
}

static void close_search(struct searcher *run)
{
	struct shortest *shortest = (struct shortest *)run;

	for (uint32_t i = 0; i <= run->search->shortest.cost; i++)
		mem_free(shortest->lists[i].nodes);
	mem_free(shortest->lists);
	mem_free(shortest->seen);
	table_clear(&shortest->states);
	tree_free(&shortest->tree);
}

const struct explorer explorer_shortest = {
	.name = "shortest",
	.size = sizeof(struct shortest),
	.open = open_search,
	.begin = begin,
	.next = next_way,
	.path = copy_path,
	.bytes = bytes_of,
	.close = close_search,
};
