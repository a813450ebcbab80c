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
#include "explore/bounds.h"
#include "explore/levels.h"
#include "explore/table.h"
#include "explore/unseen.h"

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
	const struct search *search;
	struct machine *machine;
	struct search_result *result;
	struct table table, wide; /* states; pairs of state and thread */
	uint64_t *gone;           /* by state */
	size_t gone_room;
	uint64_t state_count;
	struct node *nodes;
	size_t node_count, node_room;
	struct place *path;
	size_t depth, room;
	struct decision *ways;
	size_t way_count, way_room;
	struct list now, later;
	struct list route; /* from the path to a node, backwards */
	uint64_t steps;
	size_t cut; /* D, or 0: paths are not cut */
	bool deep;  /* an execution went deeper than it may */
	struct unseen unseen;
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
	key = machine_fingerprint(levels->machine) +
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
	struct place *place = &levels->path[levels->depth - 1];
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
	count = explore_ways(levels->machine, last, ways);
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
	levels->path = make_room(levels->path, levels->depth, &levels->room,
				 sizeof *levels->path);
	levels->path[levels->depth++] =
		(struct place){.mark = undo_mark(&levels->machine->undo),
			       .node = node,
			       .first = (uint32_t)levels->way_count};
	if (levels->depth > levels->result->statistics.depth)
		levels->result->statistics.depth = levels->depth;
}

static uint32_t add_node(struct levels *levels, uint32_t parent, uint32_t state,
			 struct decision way)
{
	levels->nodes = make_room(levels->nodes, levels->node_count,
				  &levels->node_room, sizeof *levels->nodes);
	levels->nodes[levels->node_count] =
		(struct node){.parent = parent,
			      .state = state,
			      .depth = (uint32_t)levels->depth,
			      .alternative = (uint16_t)way.alternative,
			      .thread = (uint8_t)way.thread};
	return (uint32_t)levels->node_count++;
}

/* Leaves the top of the path. */
static void pop(struct levels *levels)
{
	levels->way_count = levels->path[--levels->depth].first;
}

static void copy_path(const struct levels *levels, struct schedule *schedule)
{
	schedule->count = 0;
	for (size_t i = 0; i < levels->depth; i++)
		schedule_add(schedule, levels->path[i].taken);
}

/* A finding ends the search, if it is one that is looked for. */
static bool take_finding(struct levels *levels)
{
	if (!explore_takes(levels->search, levels->result))
		return false;
	levels->result->simple = levels->cut == 0;
	copy_path(levels, &levels->result->schedule);
	return !levels->search->all;
}

/* How a part of the search ended. */
enum end { END_DONE, END_AGAIN, END_SEARCH };

static bool is_cut(const struct levels *levels)
{
	size_t parts = levels->cut ? levels->depth / levels->cut : 0;

	return parts && levels->depth % levels->cut == 0 &&
	       (parts & (parts - 1)) == 0;
}

/* The machine is in a state with ways to go, just reached in this way.  Those
 * that are free and new are the next to be taken. */
static void enter(struct levels *levels, struct decision way)
{
	uint64_t state = table_visit(&levels->table,
				     machine_fingerprint(levels->machine),
				     levels->state_count);
	bool new = state == levels->state_count, cut = is_cut(levels);
	bool free = !explore_is_preemption(levels->machine, way.thread, -1);
	uint32_t parent = levels->path[levels->depth - 1].node;

	if (new) {
		levels->gone =
			make_room(levels->gone, levels->state_count,
				  &levels->gone_room, sizeof *levels->gone);
		levels->gone[levels->state_count++] = 0;
		levels->result->statistics.states++;
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
	if (new && levels->path[levels->depth - 1].rest)
		list_add(&levels->later, levels->path[levels->depth - 1].node);
	if (!new && levels->path[levels->depth - 1].count == 0) {
		levels->depth--;
		levels->node_count--;
	}
}

static enum end arrive(struct levels *levels, struct decision way)
{
	struct machine *machine = levels->machine;

	if (explore_judge(levels->search, levels->result)) {
		if (take_finding(levels))
			return END_SEARCH;
		machine->finding.class = FINDING_NONE;
	}
	if (machine->limit != LIMIT_NONE) {
		levels->result->limit = machine->limit;
		return END_SEARCH;
	}
	if (!machine_over(machine) &&
	    bounds_cuts(levels->search, levels->depth)) {
		levels->deep = true;
		return END_DONE;
	}
	if (!machine_over(machine)) {
		enter(levels, way);
		return END_DONE;
	}
	explore_note_end(levels->search, levels->result);
	return take_finding(levels) ? END_SEARCH : END_DONE;
}

static uint64_t bytes_of(const struct levels *levels)
{
	return table_bytes(&levels->table) + table_bytes(&levels->wide) +
	       levels->gone_room * sizeof *levels->gone +
	       levels->node_room * sizeof *levels->nodes +
	       levels->room * sizeof *levels->path +
	       levels->way_room * sizeof *levels->ways +
	       (levels->now.room + levels->later.room) * sizeof(uint32_t) +
	       levels->machine->undo.capacity;
}

static bool must_stop(struct levels *levels)
{
	const struct search *search = levels->search;
	const struct statistics *statistics = &levels->result->statistics;

	return bounds_end(search, levels->result, statistics->states) ||
	       turns_end(search, levels->steps, levels->depth) ||
	       (levels->steps % BOUNDS_EVERY == 0 &&
		bounds_look(search, levels->result, bytes_of(levels)));
}

static void step(struct levels *levels, struct decision way)
{
	struct machine *machine = levels->machine;

	levels->path[levels->depth - 1].taken = way;
	machine->ended = machine->discarded = false;
	machine->finding.class = FINDING_NONE;
	machine_step(machine, way.thread, (int)way.alternative);
	levels->steps++;
}

/* Takes the next way from the top of the path. */
static enum end go(struct levels *levels)
{
	struct place *place = &levels->path[levels->depth - 1];
	struct decision way = levels->ways[place->first + place->next++];

	undo_to(&levels->machine->undo, place->mark);
	step(levels, way);
	unseen_look(&levels->unseen, levels->machine,
		    ++levels->result->statistics.transitions);
	return arrive(levels, way);
}

/* From where the path and the way to the node part, along the latter. */
static void go_to(struct levels *levels, uint32_t to)
{
	const struct node *node = &levels->nodes[to];
	struct machine *machine = levels->machine;

	levels->route.count = 0;
	while (node->depth >= levels->depth ||
	       levels->path[node->depth].node != to) {
		list_add(&levels->route, to);
		to = node->parent;
		node = &levels->nodes[to];
	}
	levels->depth = node->depth + 1u;
	levels->way_count = 0;
	undo_to(&machine->undo, levels->path[node->depth].mark);
	while (levels->route.count > 0) {
		to = levels->route.nodes[--levels->route.count];
		node = &levels->nodes[to];
		step(levels,
		     (struct decision){
			     .alternative = node->alternative,
			     .thread = node->thread,
			     .kind = machine->threads[node->thread].op.kind});
		push(levels, to);
	}
}

/* All that is free from the top of the path on. */
static enum end search_below(struct levels *levels)
{
	const size_t base = levels->depth;
	enum end end;

	while (!must_stop(levels)) {
		const struct place *top = &levels->path[levels->depth - 1];
		size_t depth = levels->depth;

		if (top->next == top->count) {
			if (depth == base)
				return END_DONE;
			pop(levels);
			continue;
		}
		end = go(levels);
		if (end != END_DONE)
			return end;
		if (levels->depth > depth && depth == DEEP && !levels->cut &&
		    levels->search->preemptions < 0) {
			levels->cut = FIRST_CUT;
			return END_AGAIN;
		}
		/* The path has ended: a good place to begin again. */
		if (levels->machine->promoted && levels->depth <= depth)
			return END_AGAIN;
	}
	return END_SEARCH;
}

/* What was put off to this level. */
static enum end run_level(struct levels *levels)
{
	enum end end = END_DONE;

	levels->later.count = 0;
	for (size_t i = 0; i < levels->now.count && end == END_DONE; i++) {
		uint32_t at = levels->now.nodes[i];
		const struct node *node = &levels->nodes[at];
		int last = node->thread == NOBODY ? -1 : node->thread;

		if (levels->gone[node->state] & ALL_GONE)
			continue;
		go_to(levels, at);
		collect(levels, last, TAKE_ALL);
		end = search_below(levels);
	}
	return end;
}

/* So much is complete now. */
static void note_complete(struct levels *levels, int complete)
{
	const struct turns *turns = levels->search->turns;
	struct level_log *log = turns ? turns->log : NULL;

	levels->result->statistics.complete_preemptions = complete;
	if (log && log->count < LEVELS_LOGGED)
		log->ends[log->count++] =
			(struct level_end){levels->steps, complete};
}

static void start(struct levels *levels)
{
	struct machine *machine = levels->machine;
	int complete = levels->result->statistics.complete_preemptions;
	struct decision none = {.thread = NOBODY};

	/* What was complete with fewer words promoted is so no longer. */
	if (machine->promoted)
		note_complete(levels, complete = NO_PREEMPTIONS);
	levels->depth = levels->way_count = levels->node_count = 0;
	levels->deep = false;
	table_clear(&levels->table);
	table_clear(&levels->wide);
	machine_start(machine, levels->search->mode, levels->search->argc,
		      levels->search->argv);
	levels->result->finding.class = FINDING_NONE;
	schedule_free(&levels->result->schedule);
	levels->result->statistics = (struct statistics){
		.states = 1, .complete_preemptions = complete};
	unseen_start(&levels->unseen, machine);
	levels->state_count = 1;
	levels->gone = make_room(levels->gone, 0, &levels->gone_room,
				 sizeof *levels->gone);
	levels->gone[0] = 0;
	table_visit(&levels->table, machine_fingerprint(machine), 0);
	push(levels, add_node(levels, 0, 0, none));
	levels->now.count = 0;
	list_add(&levels->now, 0);
}

/* The level is done. */
static void note_level(struct levels *levels, int level)
{
	if (levels->deep)
		return;
	if (levels->later.count == 0)
		note_complete(levels, ANY_PREEMPTIONS);
	else if (!levels->cut)
		note_complete(levels, level);
}

/* One search from the start. */
static enum end run(struct levels *levels)
{
	enum end end;

	start(levels);
	for (int level = 0;; level++) {
		struct list done = levels->now;

		end = run_level(levels);
		if (end != END_DONE)
			return end;
		note_level(levels, level);
		if (levels->later.count == 0 ||
		    level == levels->search->preemptions)
			return END_DONE;
		levels->now = levels->later;
		levels->later = done;
	}
}

static void close(struct levels *levels)
{
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

static void end_at_limit(struct levels *levels)
{
	struct search_result *result = levels->result;

	if (result->finding.class != FINDING_NONE)
		return;
	if (levels->deep && result->limit == LIMIT_NONE)
		result->limit = LIMIT_DEPTH;
	if (result->limit == LIMIT_NONE)
		return;
	/* Where the search was. */
	if (levels->path[levels->depth - 1].next == 0)
		levels->depth--;
	copy_path(levels, &result->schedule);
}

void explore_levels(const struct search *search, struct search_result *result)
{
	struct levels levels = {
		.search = search, .machine = search->machine, .result = result};

	result->statistics.complete_preemptions = NO_PREEMPTIONS;
	while (run(&levels) == END_AGAIN)
		;
	end_at_limit(&levels);
	result->steps = levels.steps;
	result->statistics.bytes = table_bytes(&levels.table) +
				   table_bytes(&levels.wide) +
				   levels.node_room * sizeof *levels.nodes +
				   levels.gone_room * sizeof *levels.gone;
	result->statistics.weak = search->machine->weak;
	close(&levels);
}
