/* The levels explorer: first every schedule without a preemption, then those
 * with one, then those with two ... (Musuvathi and Qadeer, "Iterative context
 * bounding for systematic testing of multithreaded programs", PLDI 2007).
 *
 *   level 0:  s0 --A--> s1 --A--> s2 --A--> s3, A waits --B--> s4 ...
 *              |         |         |
 *   level 1:   B         B         B     put off: it costs a preemption
 *
 * That the thread which went last goes on costs nothing, nor does any thread
 * when that one cannot go on, or pauses.  Within a level the search goes depth
 * first; what costs a preemption is put off to the next level.
 *
 * Nothing is done twice: of each state a bit for each thread says whether that
 * thread has gone from there.  The first time a state is reached, the ways
 * that are free there are taken, and the state is put on the next level's list
 * for all others.  When it is reached again, with another thread last, ways
 * that are free now and were not before are taken.  So each way of a state is
 * taken once, in the level of the fewest preemptions that lead to it:
 *
 * By induction along an execution with P preemptions, its i-th step is taken
 * in a level no higher than its preemptions up to there.  When the step before
 * it is taken, the state between the two is reached with the same thread last.
 * If the i-th step is free, it is taken now, if it was not before; if not, the
 * state is on the list of the next level at the latest.
 *
 * A state that waits for its level is a node in a tree of decisions (tree.h).
 * Lists are in the order in which states are reached: what is near the
 * beginning comes first, and what neighbours have in common is replayed once.
 *
 * A thread that counts for ever would never let level 0 end.  When a path gets
 * very deep, the search begins again, with paths put off to the next level
 * also at each of the depths D, 2D, 4D, 8D ...  Then levels are no longer those
 * of preemptions, but whatever there is to be found is found in some level. */
#include "base/alloc.h"
#include "explore/levels/levels.h"
#include "explore/levels/tree.h"
#include "explore/table.h"

#define DEEP 100000u  /* a path that makes us begin again */
#define FIRST_CUT 64u /* D */

/* Of a state: which threads have gone.  Those from LAST_BIT on are in a table
 * of their own. */
#define LAST_BIT 63
#define ALL_GONE ((uint64_t)1 << LAST_BIT)

struct levels {
	struct searcher run;
	struct table table, wide; /* states; pairs of state and thread */
	uint64_t *gone;           /* by state */
	size_t gone_room;
	uint64_t state_count;
	struct tree tree;
	struct node_list now, later;
	size_t at;   /* behind the one of `now` that is at hand */
	size_t base; /* the path's depth there; 0: none is at hand */
	int level;
	size_t cut; /* D, or 0: paths are not cut */
};

static bool has_gone(const struct levels *levels, uint64_t state, int thread)
{
	return thread < LAST_BIT && levels->gone[state] >> thread & 1;
}

/* True the first time: now the thread goes from the state the machine is in. */
static bool may_go(struct levels *levels, uint32_t state, int thread)
{
	uint64_t before = levels->wide.count;
	hash128 key;

	if (levels->gone[state] & ALL_GONE)
		return false;
	if (thread < LAST_BIT) {
		if (has_gone(levels, state, thread))
			return false;
		levels->gone[state] |= (uint64_t)1 << thread;
		return true;
	}
	key = machine_fingerprint(levels->run.machine) +
	      hash_value((uint64_t)thread, HASH_KEY_B);
	table_visit(&levels->wide, key, 0);
	return levels->wide.count > before;
}

/* Which ways of a state are taken. */
enum taken { TAKE_NONE, TAKE_LAST, TAKE_ALL };

/* The ways from the place at the top of the path, which its threads have not
 * gone yet.  Returns whether there are others, for the next level. */
static bool collect(struct levels *levels, int last, enum taken taken)
{
	struct searcher *run = &levels->run;
	struct decision *ways = tree_ways(&levels->tree, run);
	uint32_t node = levels->tree.path[run->depth - 1].node;
	uint32_t state = levels->tree.nodes[node].state;
	int count = explore_ways(run->machine, last, ways);
	int kept = 0, before = -1;
	bool goes = false, rest = false;

	for (int i = 0; i < count; i++) {
		bool allowed = taken == TAKE_ALL ||
			       (taken == TAKE_LAST && ways[i].thread == last);

		rest |= !allowed;
		if (allowed && ways[i].thread != before)
			goes = may_go(levels, state, ways[i].thread);
		before = allowed ? ways[i].thread : before;
		if (allowed && goes)
			ways[kept++] = ways[i];
	}
	if (!rest)
		levels->gone[state] |= ALL_GONE;
	tree_keep(&levels->tree, run, kept);
	return rest;
}

static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	tree_path(&((const struct levels *)run)->tree, run, schedule);
}

static bool is_cut(const struct levels *levels)
{
	size_t parts = levels->cut ? levels->run.depth / levels->cut : 0;

	return parts && levels->run.depth % levels->cut == 0 &&
	       (parts & (parts - 1)) == 0;
}

/* A new state's number is its place in `gone`. */
static bool visit(struct levels *levels, uint32_t *state)
{
	uint64_t number = table_visit(&levels->table,
				      machine_fingerprint(levels->run.machine),
				      levels->state_count);

	*state = (uint32_t)number;
	if (number != levels->state_count)
		return false;
	levels->gone = tree_room(levels->gone, levels->state_count,
				 &levels->gone_room, sizeof *levels->gone);
	levels->gone[levels->state_count++] = 0;
	levels->run.result->statistics.states++;
	return true;
}

/* The machine is in a state with ways to go, just reached in this way.  Those
 * that are free and new are the next to be taken. */
static void enter(struct levels *levels, struct decision way)
{
	struct tree *tree = &levels->tree;
	struct searcher *run = &levels->run;
	uint32_t parent = tree->path[run->depth - 1].node, state, node;
	bool new = visit(levels, &state), cut = is_cut(levels), rest;
	bool free = !explore_is_preemption(run->machine, way.thread, -1);

	if (levels->gone[state] & ALL_GONE || (!new &&cut) ||
	    (!free && has_gone(levels, state, way.thread)))
		return;
	node = tree_add(tree, run, parent, state, way);
	tree_push(tree, run, node);
	rest = collect(levels, way.thread,
		       cut    ? TAKE_NONE
		       : free ? TAKE_ALL
			      : TAKE_LAST);
	/* When it is not new, it is on a list already. */
	if (new &&rest)
		node_list_add(&levels->later, node);
	if (!new && tree->path[run->depth - 1].count == 0) {
		tree_pop(tree, run);
		tree->node_count--;
	}
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct levels *levels = (const struct levels *)run;

	return table_bytes(&levels->table) + table_bytes(&levels->wide) +
	       levels->gone_room * sizeof *levels->gone +
	       tree_bytes(&levels->tree) +
	       (levels->now.room + levels->later.room) * sizeof(uint32_t);
}

/* A thread that counts for ever: see above. */
static bool is_deep(const struct levels *levels)
{
	return levels->run.depth > DEEP && !levels->cut &&
	       levels->run.search->preemptions < 0;
}

/* Takes the next way from the top of the path. */
static enum next go(struct levels *levels)
{
	size_t depth = levels->run.depth;
	struct decision way = tree_next(&levels->tree, &levels->run);

	switch (search_step(&levels->run, way)) {
	case REACHED_STATE:
		enter(levels, way);
		break;
	case REACHED_STOP:
		return NEXT_STOP;
	default:
		break;
	}
	if (is_deep(levels)) {
		levels->cut = FIRST_CUT;
		return NEXT_AGAIN;
	}
	return levels->run.depth > depth ? NEXT_DEEPER : NEXT_ENDED;
}

/* So much is complete now. */
static void note_complete(struct levels *levels, int complete)
{
	const struct turns *turns = levels->run.search->turns;
	struct level_log *log = turns ? turns->log : NULL;

	levels->run.result->statistics.complete_preemptions = complete;
	if (log && log->count < LEVELS_LOGGED)
		log->ends[log->count++] =
			(struct level_end){levels->run.steps, complete};
}

static bool begin(struct searcher *run)
{
	struct levels *levels = (struct levels *)run;

	note_complete(levels, run->result->statistics.complete_preemptions);
	table_clear(&levels->table);
	table_clear(&levels->wide);
	run->result->statistics.states = 1;
	levels->state_count = 1;
	levels->gone = tree_room(levels->gone, 0, &levels->gone_room,
				 sizeof *levels->gone);
	levels->gone[0] = 0;
	table_visit(&levels->table, machine_fingerprint(run->machine), 0);
	tree_begin(&levels->tree, run);
	levels->now.count = levels->later.count = 0;
	node_list_add(&levels->now, 0);
	levels->at = levels->base = 0;
	levels->level = 0;
	return true;
}

/* To the next state that was put off to this level; false: there is none. */
static bool take_up(struct levels *levels)
{
	while (levels->at < levels->now.count) {
		uint32_t at = levels->now.nodes[levels->at++];
		const struct node *node = &levels->tree.nodes[at];
		int last = node->thread == NOBODY ? -1 : node->thread;

		if (levels->gone[node->state] & ALL_GONE)
			continue;
		tree_go_to(&levels->tree, &levels->run, at);
		collect(levels, last, TAKE_ALL);
		levels->base = levels->run.depth;
		return true;
	}
	return false;
}

/* The level is done. */
static void note_level(struct levels *levels)
{
	if (levels->run.cut)
		return;
	if (levels->later.count == 0)
		note_complete(levels, ANY_PREEMPTIONS);
	else if (!levels->cut)
		note_complete(levels, levels->level);
}

/* To the next level; false: there is none, or it is not asked for. */
static bool next_level(struct levels *levels)
{
	struct node_list done = levels->now;

	note_level(levels);
	if (levels->later.count == 0 ||
	    levels->level == levels->run.search->preemptions)
		return false;
	levels->now = levels->later;
	levels->later = done;
	levels->later.count = 0;
	levels->at = 0;
	levels->level++;
	return true;
}

static enum next next_way(struct searcher *run)
{
	struct levels *levels = (struct levels *)run;
	const struct place *top = &levels->tree.path[run->depth - 1];

	if (levels->base > 0 && top->next < top->count)
		return go(levels);
	if (levels->base > 0 && run->depth > levels->base) {
		tree_pop(&levels->tree, run);
		return NEXT_DEEPER;
	}
	while (!take_up(levels))
		if (!next_level(levels))
			return NEXT_DONE;
	return NEXT_DEEPER;
}

static void open_search(struct searcher *run)
{
	run->states = &((struct levels *)run)->table;
}

static void close_search(struct searcher *run)
{
	struct levels *levels = (struct levels *)run;
	struct search_result *result = run->result;

	result->simple =
		result->finding.class != FINDING_NONE && levels->cut == 0;
	result->statistics.bytes =
		table_bytes(&levels->table) + table_bytes(&levels->wide) +
		levels->tree.node_room * sizeof *levels->tree.nodes +
		levels->gone_room * sizeof *levels->gone;
	table_clear(&levels->table);
	table_clear(&levels->wide);
	mem_free(levels->gone);
	tree_free(&levels->tree);
	mem_free(levels->now.nodes);
	mem_free(levels->later.nodes);
}

const struct explorer explorer_levels = {
	.name = "levels",
	.size = sizeof(struct levels),
	.open = open_search,
	.begin = begin,
	.next = next_way,
	.path = copy_path,
	.bytes = bytes_of,
	.close = close_search,
};
