/* From a component with a fair execution to a loop for the report: as short as
 * can be had cheaply, and fair by itself.
 *
 *   here --- any edges --> start --- live edges --> start
 *                            a shortest way to a step of a thread that could go
 *                            somewhere on the loop and has not moved, again and
 *                            again until there is none; then back */
#include "explore/states/loop.h"

#include "base/alloc.h"
#include "base/error.h"
#include "explore/states/service.h"
#include "machine/learn/ends.h"
#include "machine/stuck.h"

/* So many states are tried as the start of a loop; fewer of large parts. */
#define STARTS 64u
#define LARGE 4096u
#define STARTS_LARGE 4u

struct path {
	uint64_t *edges;
	uint32_t count, room;
};

struct walk {
	const struct graph *graph;
	uint32_t part;
	const struct fair_question *question; /* that the part answers */
	struct thread_set asked; /* who must show what was asked for */
	/* Breadth first: by which edge a node was reached, and from where. */
	uint64_t *edge;
	uint32_t *from, *queue, *round;
	uint32_t rounds;
};

static void path_add(struct path *path, uint64_t edge)
{
	if (path->count == path->room) {
		path->room = path->room * 2 + 16;
		path->edges = mem_resize(path->edges,
					 path->room * sizeof *path->edges);
	}
	path->edges[path->count++] = edge;
}

/* Is this what is looked for: a step of one of the threads `wanted` (that shows
 * what was asked, if anything is to be shown), or (NULL) any step to the node
 * `goal`?  With `part` 0, spurious steps and all else will do. */
struct aim {
	const struct thread_set *wanted;
	uint32_t goal;
	uint32_t part;
	const struct fair_question *shown;
};

static bool may_take(const struct walk *walk, const struct aim *aim,
		     const struct edge *edge)
{
	return aim->part ? fair_edge(walk->graph, aim->part, edge)
			 : edge->to < EDGE_NEVER;
}

static bool is_there(const struct aim *aim, const struct edge *edge)
{
	if (!aim->wanted)
		return edge->to == aim->goal;
	return set_has(aim->wanted, edge->thread) &&
	       (!aim->shown || fair_shows(aim->shown, edge));
}

/* The edges from `start` to the node, then `last`. */
static void add_way(const struct walk *walk, uint32_t start, uint32_t node,
		    uint64_t last, struct path *path)
{
	uint32_t first = path->count;

	path_add(path, last);
	for (; node != start; node = walk->from[node])
		path_add(path, walk->edge[node]);
	for (uint32_t i = first, j = path->count - 1; i < j; i++, j--) {
		uint64_t edge = path->edges[i];

		path->edges[i] = path->edges[j];
		path->edges[j] = edge;
	}
}

/* Appends a shortest way to what is aimed at; returns where it ends. */
static uint32_t go_to(struct walk *walk, uint32_t start, const struct aim *aim,
		      struct path *path)
{
	const struct graph *graph = walk->graph;
	uint32_t head = 0, tail = 0;

	walk->rounds++;
	walk->round[start] = walk->rounds;
	walk->queue[tail++] = start;
	while (head < tail) {
		uint32_t at = walk->queue[head++];
		const struct node *node = &graph->nodes[at];

		for (uint64_t i = node->first; i < node->first + node->count;
		     i++) {
			const struct edge *edge = &graph->edges[i];

			if (!may_take(walk, aim, edge))
				continue;
			if (is_there(aim, edge)) {
				add_way(walk, start, at, i, path);
				return edge->to;
			}
			if (walk->round[edge->to] == walk->rounds)
				continue;
			walk->round[edge->to] = walk->rounds;
			walk->from[edge->to] = at;
			walk->edge[edge->to] = i;
			walk->queue[tail++] = edge->to;
		}
	}
	must_hold(false);
	return start;
}

/* Threads that can go somewhere on the way from `start` and do not move. */
static struct thread_set kept_waiting(const struct walk *walk, uint32_t start,
				      const struct path *path)
{
	struct thread_set enabled = graph_enabled(walk->graph, start);
	struct thread_set moved = {0};

	for (uint32_t i = 0; i < path->count; i++) {
		const struct edge *edge = &walk->graph->edges[path->edges[i]];
		struct thread_set there = graph_enabled(walk->graph, edge->to);

		set_unite(&enabled, &there);
		set_add(&moved, edge->thread);
	}
	return set_without(enabled, &moved);
}

/* What the steps asked for must show, if anything. */
static const struct fair_question *to_show(const struct walk *walk)
{
	return walk->question->with ? walk->question : NULL;
}

/* Does the thread move in the part, by a step that shows what was asked? */
static bool moves(const struct walk *walk, int thread)
{
	const struct fair_question *shown = to_show(walk);
	const struct graph *graph = walk->graph;

	for (uint32_t at = 0; at < graph->node_count; at++) {
		const struct node *node = &graph->nodes[at];

		for (uint64_t i = node->first;
		     node->part == walk->part && i < node->first + node->count;
		     i++)
			if (graph->edges[i].thread == thread &&
			    (!shown || fair_shows(shown, &graph->edges[i])) &&
			    fair_edge(graph, walk->part, &graph->edges[i]))
				return true;
	}
	return false;
}

/* A fair loop from the node and back to it. */
static void go_around(struct walk *walk, uint32_t start, struct path *path)
{
	struct aim first = {&walk->asked, 0, walk->part, to_show(walk)};
	uint32_t at = start;

	if (!set_is_empty(&walk->asked))
		at = go_to(walk, at, &first, path);
	for (;;) {
		struct thread_set waiting = kept_waiting(walk, start, path);
		struct aim aim = {&waiting, 0, walk->part, NULL};

		if (set_is_empty(&waiting)) {
			if (at == start)
				return;
			aim = (struct aim){NULL, start, walk->part, NULL};
		}
		at = go_to(walk, at, &aim, path);
	}
}

/* The shortest loop of those that were tried; returns where it starts. */
static uint32_t shortest(struct walk *walk, uint32_t size, struct path *best)
{
	uint32_t tries = size > LARGE ? STARTS_LARGE : STARTS, start = 0;

	for (uint32_t i = 0; i < walk->graph->node_count && tries > 0; i++) {
		struct path path = {0};

		if (walk->graph->nodes[i].part != walk->part)
			continue;
		tries--;
		go_around(walk, i, &path);
		if (!best->count || path.count < best->count) {
			mem_free(best->edges);
			*best = path;
			start = i;
		} else {
			mem_free(path.edges);
		}
	}
	return start;
}

static void open_walk(struct walk *walk)
{
	size_t count = walk->graph->node_count;

	walk->edge = mem_alloc(count * sizeof *walk->edge);
	walk->from = mem_alloc(count * sizeof *walk->from);
	walk->queue = mem_alloc(count * sizeof *walk->queue);
	walk->round = mem_alloc(count * sizeof *walk->round);
}

static void free_walk(struct walk *walk)
{
	mem_free(walk->edge);
	mem_free(walk->from);
	mem_free(walk->queue);
	mem_free(walk->round);
}

/* The machine goes along the edge, and the decision is noted. */
static void step(struct machine *machine, const struct graph *graph,
		 uint64_t which, struct schedule *schedule)
{
	int thread = graph->edges[which].thread;
	uint32_t alternative = graph->edges[which].alternative;

	schedule_add(
		schedule,
		(struct decision){.alternative = alternative,
				  .thread = (int16_t)thread,
				  .kind = machine->threads[thread].op.kind});
	machine_step(machine, thread, (int)alternative);
}

static void show(struct machine *machine, const struct graph *graph,
		 const struct fair_question *question, uint32_t part,
		 struct schedule *schedule)
{
	struct walk walk = {.graph = graph, .part = part, .question = question};
	struct path stem = {0}, loop = {0};
	uint32_t start, size = 0;

	open_walk(&walk);
	if (question->thread >= 0 && moves(&walk, question->thread))
		set_add(&walk.asked, question->thread);
	for (uint32_t i = 0; i < graph->node_count; i++)
		size += graph->nodes[i].part == part;
	start = shortest(&walk, size, &loop);
	if (start != 0)
		go_to(&walk, 0, &(struct aim){NULL, start, 0, NULL}, &stem);
	for (uint32_t i = 0; i < stem.count; i++)
		step(machine, graph, stem.edges[i], schedule);
	schedule->loop = schedule->count;
	for (uint32_t i = 0; i < loop.count; i++)
		step(machine, graph, loop.edges[i], schedule);
	mem_free(stem.edges);
	mem_free(loop.edges);
	free_walk(&walk);
}

/* What goes on there is no livelock, as far as is known. */
static void note_endless(struct dfs *dfs, const struct graph *graph)
{
	dfs->run.result->statistics.endless = true;
	if (dfs->run.search->endless != ENDLESS_SERVICE)
		return;
	for (uint64_t i = 0; i < graph->edge_count; i++)
		if (graph->edges[i].to < EDGE_NEVER)
			ends_serves(dfs->run.machine, graph->edges[i].thread);
}

bool loop_find(struct dfs *dfs, struct schedule *schedule)
{
	bool stuck[MAX_THREADS];
	/* Threads that are stuck for ever are wrong in useful work as well. */
	bool some_stuck = stuck_for_ever(dfs->run.machine, stuck) > 0;
	enum service_verdict verdict = SERVICE_ENDS;
	struct fair_question question;
	struct graph graph;
	uint32_t part;

	if (graph_build(&graph, dfs))
		verdict = service_judge(&graph, dfs->run.search->endless,
					some_stuck, &question, &part);
	if (verdict == SERVICE_LIVELOCK)
		show(dfs->run.machine, &graph, &question, part, schedule);
	if (verdict == SERVICE_ENDLESS)
		note_endless(dfs, &graph);
	graph_free(&graph);
	return verdict == SERVICE_LIVELOCK;
}
