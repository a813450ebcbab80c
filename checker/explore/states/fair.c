/* Fair cycles.
 *
 * Edges that are spurious, or progress, or that the question leaves out, are
 * taken away from the beginning.
 * Then the component is cut down as long as something speaks against it:
 *
 *   part:  a set of nodes, live edges within
 *     has an edge out of it       that thread's edges from that node are dead:
 *     (by a choice, a step that   whoever takes them again and again, leaves
 *     is not spurious)
 *     is not strongly connected   each component is a part of its own
 *     has no live edge            nothing goes on there
 *     has a thread that can go    nodes where it can are not in the part: a
 *     somewhere, moves nowhere    fair execution is there seldom enough
 *     has nothing of all that     going through all of it, again and again, is
 *                                 fair: found
 *
 * Each round takes away an edge or a node, or ends.  What is taken away is in
 * no fair execution that stays in the part: so nothing is missed.  (Without
 * choices this is how Streett conditions are checked; with choices taken at
 * random, parts are the end components of de Alfaro, "Formal verification of
 * probabilistic systems", 1997.) */
#include "explore/states/fair.h"

#include <string.h>

#include "base/alloc.h"

/* A part still to be judged: order[from .. to-1]. */
struct segment {
	uint32_t from, to;
	bool strong; /* strongly connected, as far as is known */
};

struct fair {
	struct graph *graph;
	const struct fair_question *question;
	uint32_t *order; /* the nodes, those of a part side by side */
	struct segment *segments;
	size_t segment_count, segment_room;
	uint32_t last_part;
	/* Tarjan's. */
	uint32_t *index, *low, *stack, *path, *next;
	uint32_t counted, stacked;
};

static void add_segment(struct fair *fair, struct segment segment)
{
	if (fair->segment_count == fair->segment_room) {
		fair->segment_room = fair->segment_room * 2 + 16;
		fair->segments = mem_resize(
			fair->segments, fair->segment_room * sizeof segment);
	}
	fair->segments[fair->segment_count++] = segment;
}

static struct edge *edges_of(const struct fair *fair, uint32_t node)
{
	return fair->graph->edges + fair->graph->nodes[node].first;
}

/* Is it asked what happens without this edge? */
static bool is_left_out(const struct graph *graph,
			const struct fair_question *question,
			const struct edge *edge)
{
	const struct thread_set *others = &graph->others[edge->others];
	bool of_it = question->thread < 0 || edge->thread == question->thread;
	bool of_lock = question->lock && edge->lock == question->lock;

	if (edge->spurious || (edge->progress && !question->progress) ||
	    edge->marks & question->nobodys)
		return true;
	if (of_it && edge->marks & question->without)
		return true;
	/* Who has the lock that it tries to get does not try in vain. */
	if (of_it && of_lock && edge->marks & MARK_GOT)
		return true;
	return question->without &&
	       (question->thread < 0 ? !set_is_empty(others)
				     : set_has(others, question->thread));
}

static void take_away_edges(struct fair *fair)
{
	struct graph *graph = fair->graph;

	for (uint64_t i = 0; i < graph->edge_count; i++)
		graph->edges[i].live =
			!is_left_out(graph, fair->question, &graph->edges[i]);
}

/* Does the thread leave the part, in some way that is not spurious?  Where an
 * assumption fails it does not: that does not count. */
static bool leaves(const struct fair *fair, uint32_t node, uint8_t thread)
{
	const struct node *of = &fair->graph->nodes[node];
	const struct edge *edge = edges_of(fair, node);

	for (uint32_t i = 0; i < of->count; i++)
		if (edge[i].thread == thread && !edge[i].spurious &&
		    edge[i].to != EDGE_NEVER &&
		    !fair_edge(fair->graph, of->part, &edge[i]))
			return true;
	return false;
}

/* Edges that lead out of the part die, and with them their alternatives: true
 * when that was one within. */
static bool kill_leaving(struct fair *fair, struct segment segment)
{
	bool killed = false;

	for (uint32_t at = segment.from; at < segment.to; at++) {
		uint32_t node = fair->order[at];
		struct edge *edge = edges_of(fair, node);

		for (uint32_t i = 0; i < fair->graph->nodes[node].count; i++) {
			if (!edge[i].live ||
			    !leaves(fair, node, edge[i].thread))
				continue;
			killed |= fair_edge(fair->graph, fair->last_part,
					    &edge[i]);
			edge[i].live = false;
		}
	}
	return killed;
}

static void open_node(struct fair *fair, uint32_t node, uint32_t depth)
{
	fair->index[node] = fair->low[node] = ++fair->counted;
	fair->next[node] = 0;
	fair->stack[fair->stacked++] = node;
	fair->path[depth] = node;
}

static bool goes_to_itself(const struct fair *fair, uint32_t node)
{
	const struct edge *edge = edges_of(fair, node);

	for (uint32_t i = 0; i < fair->graph->nodes[node].count; i++)
		if (edge[i].live && edge[i].to == node)
			return true;
	return false;
}

/* The node's component is complete: it lies on top of the stack. */
static void close_component(struct fair *fair, uint32_t node, uint32_t *place)
{
	struct segment piece = {.from = *place, .strong = true};
	uint32_t member;

	do {
		member = fair->stack[--fair->stacked];
		fair->index[member] = UINT32_MAX;
		fair->order[(*place)++] = member;
	} while (member != node);
	piece.to = *place;
	if (piece.to > piece.from + 1 || goes_to_itself(fair, node))
		add_segment(fair, piece);
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The next node to open behind this one, by a live edge; else EDGE_OUT. */
static uint32_t unseen_behind(struct fair *fair, uint32_t node)
{
	const struct node *of = &fair->graph->nodes[node];
	const struct edge *edge = edges_of(fair, node);

	while (fair->next[node] < of->count) {
		const struct edge *next = &edge[fair->next[node]++];

		if (!fair_edge(fair->graph, of->part, next))
			continue;
		if (!fair->index[next->to])
			return next->to;
		fair->low[node] = lower(fair->low[node], fair->index[next->to]);
	}
	return EDGE_OUT;
}

/* The nodes that are reached from this one, into components. */
static void split_from(struct fair *fair, uint32_t start, uint32_t *place)
{
	uint32_t depth = 0;

	open_node(fair, start, depth);
	for (;;) {
		uint32_t node = fair->path[depth];
		uint32_t behind = unseen_behind(fair, node);

		if (behind != EDGE_OUT) {
			open_node(fair, behind, ++depth);
			continue;
		}
		if (fair->low[node] == fair->index[node])
			close_component(fair, node, place);
		if (depth == 0)
			return;
		depth--;
		fair->low[fair->path[depth]] =
			lower(fair->low[fair->path[depth]], fair->low[node]);
	}
}

/* Components of the part become parts to judge (Tarjan).  Nodes are written to
 * their new places while the old ones are still read: so from a copy. */
static void split(struct fair *fair, struct segment segment)
{
	uint32_t count = segment.to - segment.from, place = segment.from;
	uint32_t *nodes = mem_alloc(count * sizeof *nodes);

	fair->counted = 0;
	for (uint32_t i = 0; i < count; i++) {
		nodes[i] = fair->order[segment.from + i];
		fair->index[nodes[i]] = 0;
	}
	for (uint32_t i = 0; i < count; i++)
		if (!fair->index[nodes[i]])
			split_from(fair, nodes[i], &place);
	mem_free(nodes);
}

/* Threads that can go somewhere in the part but move nowhere. */
static struct thread_set kept_waiting(const struct fair *fair,
				      struct segment segment, bool *goes_on)
{
	struct thread_set enabled = {0}, moved = {0};

	*goes_on = false;
	for (uint32_t at = segment.from; at < segment.to; at++) {
		uint32_t node = fair->order[at];
		const struct node *of = &fair->graph->nodes[node];
		const struct edge *edge = edges_of(fair, node);
		struct thread_set here = graph_enabled(fair->graph, node);

		set_unite(&enabled, &here);
		for (uint32_t i = 0; i < of->count; i++) {
			if (!fair_edge(fair->graph, of->part, &edge[i]))
				continue;
			set_add(&moved, edge[i].thread);
			*goes_on = true;
		}
	}
	return set_without(enabled, &moved);
}

/* The nodes of the part where none of these threads can go. */
static struct segment without(struct fair *fair, struct segment segment,
			      const struct thread_set *waiting)
{
	struct segment rest = {segment.from, segment.from, false};

	for (uint32_t at = segment.from; at < segment.to; at++) {
		uint32_t node = fair->order[at];
		struct thread_set here = graph_enabled(fair->graph, node);
		struct thread_set others = set_without(here, waiting);

		if (memcmp(&here, &others, sizeof here) != 0)
			continue;
		fair->order[at] = fair->order[rest.to];
		fair->order[rest.to++] = node;
	}
	return rest;
}

/* In a part that is fair: who moves, and who by a step with the mark? */
static void look_around(const struct fair *fair, struct segment segment,
			struct thread_set *move, struct thread_set *marked)
{
	for (uint32_t at = segment.from; at < segment.to; at++) {
		const struct node *node = &fair->graph->nodes[fair->order[at]];
		const struct edge *edge = edges_of(fair, fair->order[at]);

		for (uint32_t i = 0; i < node->count; i++) {
			if (!fair_edge(fair->graph, node->part, &edge[i]))
				continue;
			set_add(move, edge[i].thread);
			if (fair_shows(fair->question, &edge[i]))
				set_add(marked, edge[i].thread);
		}
	}
}

/* A part that is fair: is it what is asked for?  Where one thread is asked for,
 * a smaller part has no more of what is looked for: so it may be given up. */
static bool answers(const struct fair *fair, struct segment segment)
{
	const struct fair_question *question = fair->question;
	struct thread_set move = {0}, marked = {0};

	look_around(fair, segment, &move, &marked);
	if (question->thread < 0) {
		move = set_without(move, &marked);
		return !question->with || set_is_empty(&move);
	}
	if (question->with)
		return set_has(&marked, question->thread);
	return set_has(&move, question->thread) ||
	       set_has(&fair->graph->waits[fair->order[segment.from]],
		       question->thread);
}

static void begin_part(struct fair *fair, struct segment segment)
{
	fair->last_part++;
	for (uint32_t at = segment.from; at < segment.to; at++)
		fair->graph->nodes[fair->order[at]].part = fair->last_part;
}

/* One round: true when the part has shown to be what is looked for. */
static bool judge(struct fair *fair, struct segment segment)
{
	struct thread_set waiting;
	bool goes_on;

	begin_part(fair, segment);
	if (kill_leaving(fair, segment) || !segment.strong) {
		split(fair, segment);
		return false;
	}
	waiting = kept_waiting(fair, segment, &goes_on);
	if (!goes_on)
		return false;
	if (set_is_empty(&waiting))
		return answers(fair, segment);
	add_segment(fair, without(fair, segment, &waiting));
	return false;
}

static void open_arrays(struct fair *fair)
{
	size_t size = fair->graph->node_count * sizeof *fair->order;

	fair->order = mem_alloc(size);
	fair->index = mem_alloc(size);
	fair->low = mem_alloc(size);
	fair->stack = mem_alloc(size);
	fair->path = mem_alloc(size);
	fair->next = mem_alloc(size);
	for (uint32_t i = 0; i < fair->graph->node_count; i++)
		fair->order[i] = i;
}

static void free_arrays(struct fair *fair)
{
	mem_free(fair->order);
	mem_free(fair->index);
	mem_free(fair->low);
	mem_free(fair->stack);
	mem_free(fair->path);
	mem_free(fair->next);
	mem_free(fair->segments);
}

/* Who waits in all states of the component, whose nodes these are. */
static void meet_waits(const struct fair *fair, struct segment segment)
{
	struct thread_set *waits = fair->graph->waits;
	struct thread_set always = waits[fair->order[segment.from]];

	for (uint32_t at = segment.from; at < segment.to; at++)
		set_meet(&always, &waits[fair->order[at]]);
	for (uint32_t at = segment.from; at < segment.to; at++)
		waits[fair->order[at]] = always;
}

void fair_waits(struct graph *graph)
{
	static const struct fair_question any = {.progress = true};
	struct fair fair = {.graph = graph, .question = &any};
	struct segment whole = {0, graph->node_count, false};

	open_arrays(&fair);
	take_away_edges(&fair);
	begin_part(&fair, whole);
	split(&fair, whole);
	while (fair.segment_count > 0)
		meet_waits(&fair, fair.segments[--fair.segment_count]);
	free_arrays(&fair);
}

bool fair_find(struct graph *graph, const struct fair_question *question,
	       uint32_t *part)
{
	struct fair fair = {.graph = graph, .question = question};
	bool found = false;

	open_arrays(&fair);
	take_away_edges(&fair);
	add_segment(&fair, (struct segment){0, graph->node_count, false});
	while (fair.segment_count > 0 && !found)
		found = judge(&fair, fair.segments[--fair.segment_count]);
	*part = fair.last_part;
	free_arrays(&fair);
	return found;
}
