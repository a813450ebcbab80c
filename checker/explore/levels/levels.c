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
 * A state that waits for its level is a node in a tree of decisions; to go
 * there, the path is undone to where the two meet, and the rest is replayed.
 * Lists are in the order in which states are reached: what is near the
 * beginning comes first, and what neighbours have in common is replayed once.
 *
 * A thread that counts for ever would never let level 0 end.  When a path gets
 * very deep, the search begins again, with paths put off to the next level
 * also at each of the depths D, 2D, 4D, 8D ...  Then levels are no longer those
 * of preemptions, but whatever there is to be found is found in some level. */
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "explore/levels/levels.h"
#include "explore/search.h"
#include "explore/table.h"

#define DEEP 100000u  /* a path that makes us begin again */
#define FIRST_CUT 64u /* D */

/* In which way a state was reached that has ways to go. */
struct node {
	uint32_t parent; /* itself: the first */
	uint32_t state;
	uint32_t depth;
	uint16_t alternative;
	uint8_t thread; /* NOBODY: the first */
};

#define NOBODY 255u
_Static_assert(MAX_THREADS < NOBODY && MAX_WAYS <= UINT16_MAX, "room in nodes");

/* Of a state: which threads have gone.  Those from LAST_BIT on are in a table
 * of their own. */
#define LAST_BIT 63
#define ALL_GONE ((uint64_t)1 << LAST_BIT)

/* A state on the path; its ways are ways[first .. first+count-1]. */
struct place {
	size_t mark;
	uint32_t node;
	uint32_t first, count, next;
	struct decision taken; /* last */
	bool rest;             /* there are ways for the next level */
};

/* {0} is empty. */
struct list {
	uint32_t *nodes;
	size_t count, room;
};

struct levels {
	struct searcher run;
	struct table table, wide; /* states; pairs of state and thread */
	uint64_t *gone;           /* by state */
	size_t gone_room;
	uint64_t state_count;
	struct node *nodes;
	size_t node_count, node_room;
	struct place *path;
	size_t room;
	struct decision *ways;
	size_t way_count, way_room;
	struct list now, later;
	size_t at;   /* behind the one of `now` that is at hand */
	size_t base; /* the path's depth there; 0: none is at hand */
	int level;
	struct list route; /* from the path to a node, backwards */
	size_t cut;        /* D, or 0: paths are not cut */
};

/* Room for one more; `array` has `count` of `*room` elements. */
static void *make_room(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	must_hold(count < UINT32_MAX);
	*room = *room * 2 + 64;
	return mem_resize(array, *room * size);
}

static void list_add(struct list *list, uint32_t node)
{
	list->nodes = make_room(list->nodes, list->count, &list->room,
				sizeof *list->nodes);
	list->nodes[list->count++] = node;
}

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
 * gone yet; the others are its rest. */
static void collect(struct levels *levels, int last, enum taken taken)
{
	struct place *place = &levels->path[levels->run.depth - 1];
	uint32_t state = levels->nodes[place->node].state;
	int count, kept = 0, before = -1;
	bool goes = false;
	struct decision *ways;

	place->first = (uint32_t)levels->way_count;
	place->rest = false;
	if (levels->way_count + MAX_WAYS > levels->way_room) {
		levels->way_room = levels->way_room * 2 + MAX_WAYS;
		levels->ways = mem_resize(
			levels->ways, levels->way_room * sizeof *levels->ways);
	}
	ways = levels->ways + place->first;
	count = explore_ways(levels->run.machine, last, ways);
	for (int i = 0; i < count; i++) {
		bool allowed = taken == TAKE_ALL ||
			       (taken == TAKE_LAST && ways[i].thread == last);

		place->rest |= !allowed;
		if (allowed && ways[i].thread != before)
			goes = may_go(levels, state, ways[i].thread);
		before = allowed ? ways[i].thread : before;
		if (allowed && goes)
			ways[kept++] = ways[i];
	}
	if (!place->rest)
		levels->gone[state] |= ALL_GONE;
	place->count = (uint32_t)kept;
	place->next = 0;
	levels->way_count += (size_t)kept;
}

/* The state of the machine becomes the top of the path. */
static void push(struct levels *levels, uint32_t node)
{
	levels->path = make_room(levels->path, levels->run.depth, &levels->room,
				 sizeof *levels->path);
	levels->path[levels->run.depth++] =
		(struct place){.mark = undo_mark(&levels->run.machine->undo),
			       .node = node,
			       .first = (uint32_t)levels->way_count};
	if (levels->run.depth > levels->run.result->statistics.depth)
		levels->run.result->statistics.depth = levels->run.depth;
}

static uint32_t add_node(struct levels *levels, uint32_t parent, uint32_t state,
			 struct decision way)
{
	levels->nodes = make_room(levels->nodes, levels->node_count,
				  &levels->node_room, sizeof *levels->nodes);
	levels->nodes[levels->node_count] =
		(struct node){.parent = parent,
			      .state = state,
			      .depth = (uint32_t)levels->run.depth,
			      .alternative = (uint16_t)way.alternative,
			      .thread = (uint8_t)way.thread};
	return (uint32_t)levels->node_count++;
}

/* Leaves the top of the path. */
static void pop(struct levels *levels)
{
	levels->way_count = levels->path[--levels->run.depth].first;
}

static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	const struct levels *levels = (const struct levels *)run;

	for (size_t i = 0; i < run->depth && levels->path[i].next > 0; i++)
		schedule_add(schedule, levels->path[i].taken);
}

static bool is_cut(const struct levels *levels)
{
	size_t parts = levels->cut ? levels->run.depth / levels->cut : 0;

	return parts && levels->run.depth % levels->cut == 0 &&
	       (parts & (parts - 1)) == 0;
}

/* The machine is in a state with ways to go, just reached in this way.  Those
 * that are free and new are the next to be taken. */
static void enter(struct levels *levels, struct decision way)
{
	uint64_t state = table_visit(&levels->table,
				     machine_fingerprint(levels->run.machine),
				     levels->state_count);
	bool new = state == levels->state_count, cut = is_cut(levels);
	bool free = !explore_is_preemption(levels->run.machine, way.thread, -1);
	uint32_t parent = levels->path[levels->run.depth - 1].node;

	if (new) {
		levels->gone =
			make_room(levels->gone, levels->state_count,
				  &levels->gone_room, sizeof *levels->gone);
		levels->gone[levels->state_count++] = 0;
		levels->run.result->statistics.states++;
	}
	if (levels->gone[state] & ALL_GONE || (!new &&cut) ||
	    (!free && has_gone(levels, state, way.thread)))
		return;
	push(levels, add_node(levels, parent, (uint32_t)state, way));
	collect(levels, way.thread,
		cut    ? TAKE_NONE
		: free ? TAKE_ALL
		       : TAKE_LAST);
	/* When it is not new, it is on a list already. */
	if (new && levels->path[levels->run.depth - 1].rest)
		list_add(&levels->later,
			 levels->path[levels->run.depth - 1].node);
	if (!new && levels->path[levels->run.depth - 1].count == 0) {
		levels->run.depth--;
		levels->node_count--;
	}
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct levels *levels = (const struct levels *)run;

	return table_bytes(&levels->table) + table_bytes(&levels->wide) +
	       levels->gone_room * sizeof *levels->gone +
	       levels->node_room * sizeof *levels->nodes +
	       levels->room * sizeof *levels->path +
	       levels->way_room * sizeof *levels->ways +
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
	struct place *place = &levels->path[depth - 1];
	struct decision way = levels->ways[place->first + place->next++];

	place->taken = way;
	machine_return(levels->run.machine, place->mark);
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

/* From where the path and the way to the node part, along the latter. */
static void go_to(struct levels *levels, uint32_t to)
{
	const struct node *node = &levels->nodes[to];
	struct machine *machine = levels->run.machine;
	struct decision way;

	levels->route.count = 0;
	while (node->depth >= levels->run.depth ||
	       levels->path[node->depth].node != to) {
		list_add(&levels->route, to);
		to = node->parent;
		node = &levels->nodes[to];
	}
	levels->run.depth = node->depth + 1u;
	levels->way_count = 0;
	machine_return(machine, levels->path[node->depth].mark);
	while (levels->route.count > 0) {
		to = levels->route.nodes[--levels->route.count];
		node = &levels->nodes[to];
		way = (struct decision){
			.alternative = node->alternative,
			.thread = node->thread,
			.kind = machine->threads[node->thread].op.kind};
		levels->path[levels->run.depth - 1].taken = way;
		levels->path[levels->run.depth - 1].next = 1;
		search_repeat(&levels->run, way);
		push(levels, to);
	}
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
	struct decision none = {.thread = NOBODY};

	note_complete(levels, run->result->statistics.complete_preemptions);
	levels->way_count = levels->node_count = 0;
	table_clear(&levels->table);
	table_clear(&levels->wide);
	run->result->statistics.states = 1;
	levels->state_count = 1;
	levels->gone = make_room(levels->gone, 0, &levels->gone_room,
				 sizeof *levels->gone);
	levels->gone[0] = 0;
	table_visit(&levels->table, machine_fingerprint(run->machine), 0);
	push(levels, add_node(levels, 0, 0, none));
	levels->now.count = levels->later.count = 0;
	list_add(&levels->now, 0);
	levels->at = levels->base = 0;
	levels->level = 0;
	return true;
}

/* To the next state that was put off to this level; false: there is none. */
static bool take_up(struct levels *levels)
{
	while (levels->at < levels->now.count) {
		uint32_t at = levels->now.nodes[levels->at++];
		const struct node *node = &levels->nodes[at];
		int last = node->thread == NOBODY ? -1 : node->thread;

		if (levels->gone[node->state] & ALL_GONE)
			continue;
		go_to(levels, at);
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
	struct list done = levels->now;

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
	const struct place *top = &levels->path[run->depth - 1];

	if (levels->base > 0 && top->next < top->count)
		return go(levels);
	if (levels->base > 0 && run->depth > levels->base) {
		pop(levels);
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
	result->statistics.bytes = table_bytes(&levels->table) +
				   table_bytes(&levels->wide) +
				   levels->node_room * sizeof *levels->nodes +
				   levels->gone_room * sizeof *levels->gone;
	table_clear(&levels->table);
	table_clear(&levels->wide);
	mem_free(levels->gone);
	mem_free(levels->nodes);
	mem_free(levels->path);
	mem_free(levels->ways);
	mem_free(levels->now.nodes);
	mem_free(levels->later.nodes);
	mem_free(levels->route.nodes);
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
