/* A component at hand: its states are gone through once more, from the first
 * one on, depth first and by undo as in the search itself. */
#include "explore/states/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/learn/ends.h"

/* A state on the way; `next` of its edges are done. */
struct visit {
	size_t mark;
	uint32_t node, next;
};

struct builder {
	struct graph *graph;
	struct dfs *dfs;
	const uint64_t *numbers; /* of the component's states, ascending */
	struct visit *visits;
	size_t depth, room;
};

/* Room for the ways from a state, behind those of the path. */
static struct decision *room_for_ways(struct dfs *dfs)
{
	if (dfs->way_count + MAX_WAYS > dfs->way_room) {
		dfs->way_room = dfs->way_count + MAX_WAYS;
		dfs->ways = mem_resize(dfs->ways,
				       dfs->way_room * sizeof *dfs->ways);
	}
	return dfs->ways + dfs->way_count;
}

static void add_edges(struct builder *builder, struct node *node)
{
	const struct machine *machine = builder->dfs->run.machine;
	struct graph *graph = builder->graph;
	struct decision *ways = room_for_ways(builder->dfs);
	int count = explore_ways(machine, -1, ways);

	node->first = graph->edge_count;
	node->count = (uint32_t)count;
	if (graph->edge_count + node->count > graph->edge_room) {
		graph->edge_room = graph->edge_room * 2 + node->count;
		graph->edges = mem_resize(
			graph->edges, graph->edge_room * sizeof *graph->edges);
	}
	for (int i = 0; i < count; i++) {
		struct decision way = ways[i];

		graph->edges[graph->edge_count++] = (struct edge){
			.alternative = (uint16_t)way.alternative,
			.thread = (uint8_t)way.thread,
			.spurious = machine_is_spurious(machine, way.thread,
							(int)way.alternative),
			.progress = way.kind == OP_PROGRESS,
		};
	}
}

static void visit(struct builder *builder, uint32_t node)
{
	if (builder->depth == builder->room) {
		builder->room = builder->room * 2 + 64;
		builder->visits =
			mem_resize(builder->visits,
				   builder->room * sizeof *builder->visits);
	}
	builder->visits[builder->depth++] = (struct visit){
		.mark = undo_mark(&builder->dfs->run.machine->undo),
		.node = node};
	add_edges(builder, &builder->graph->nodes[node]);
	builder->graph->waits[node] = gain_waits(builder->dfs->run.machine);
}

static int by_number(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* The node of the state that the machine is in, or where else that is. */
static uint32_t node_here(const struct builder *builder)
{
	const struct machine *machine = builder->dfs->run.machine;
	const uint64_t *place;
	uint64_t number;

	if (machine_over(machine))
		return EDGE_OUT;
	if (machine_is_barred(machine))
		return EDGE_NEVER;
	if (!table_find(&builder->dfs->table, machine_fingerprint(machine),
			&number))
		return EDGE_OUT;
	place = bsearch(&number, builder->numbers, builder->graph->node_count,
			sizeof number, by_number);
	return place ? (uint32_t)(place - builder->numbers) : EDGE_OUT;
}

/* The place of the set; with more of them than there is room for, that of
 * nobody: so the others do not seem to have been given anything. */
static uint8_t place_of(struct graph *graph, const struct thread_set *others)
{
	uint32_t i = 0;

	while (i < graph->others_count &&
	       memcmp(&graph->others[i], others, sizeof *others) != 0)
		i++;
	if (i == GRAPH_OTHERS)
		return 0;
	if (i == graph->others_count)
		graph->others[graph->others_count++] = *others;
	return (uint8_t)i;
}

static uint16_t place_of_lock(struct graph *graph, uint64_t lock)
{
	uint32_t i = 0;

	while (i < graph->lock_count && graph->locks[i] != lock)
		i++;
	if (i == GRAPH_LOCKS)
		return 0;
	if (i == graph->lock_count)
		graph->locks[graph->lock_count++] = lock;
	return (uint16_t)i;
}

/* Along the next edge of the state on top. */
static void advance(struct builder *builder)
{
	struct graph *graph = builder->graph;
	struct machine *machine = builder->dfs->run.machine;
	struct visit *top = &builder->visits[builder->depth - 1];
	uint64_t edge = graph->nodes[top->node].first + top->next++;
	struct gain gain;
	uint32_t to;

	machine_return(machine, top->mark);
	gain = gain_step(machine, graph->edges[edge].thread,
			 (int)graph->edges[edge].alternative);
	graph->edges[edge].marks = (uint8_t)gain.marks;
	graph->edges[edge].others = place_of(graph, &gain.others);
	graph->edges[edge].lock = place_of_lock(graph, gain.lock);
	to = node_here(builder);
	graph->edges[edge].to = to;
	if (to < EDGE_NEVER && !graph->nodes[to].count)
		visit(builder, to);
}

/* A state of the component has at least one edge. */
static bool is_complete(const struct builder *builder)
{
	const struct visit *top = &builder->visits[builder->depth - 1];

	return top->next == builder->graph->nodes[top->node].count;
}

static bool must_stop(const struct builder *builder)
{
	struct dfs *dfs = builder->dfs;

	if (dfs->run.machine->limit != LIMIT_NONE)
		dfs->run.result->limit = dfs->run.machine->limit;
	else if (dfs->run.search->stop && *dfs->run.search->stop)
		dfs->run.result->limit = LIMIT_INTERRUPTED;
	else
		return false;
	return true;
}

/* The open states from the top frame's on are those of its component. */
static void find_states(struct builder *builder)
{
	const struct dfs *dfs = builder->dfs;
	size_t first = dfs->open_count;

	while (first > 0 &&
	       dfs->open[first - 1] >= dfs->frames[dfs->run.depth - 1].number)
		first--;
	builder->numbers = dfs->open + first;
	builder->graph->node_count = (uint32_t)(dfs->open_count - first);
}

bool graph_build(struct graph *graph, struct dfs *dfs)
{
	struct builder builder = {.graph = graph, .dfs = dfs};
	bool stopped = false;

	*graph = (struct graph){0};
	graph->others_count = 1;
	graph->lock_count = 1;
	graph->thread_count = (int)dfs->run.machine->thread_count;
	for (int i = 0; i < graph->thread_count; i++)
		if (ends_seen(dfs->run.machine, i))
			set_add(&graph->ends, i);
	find_states(&builder);
	graph->nodes = mem_alloc(graph->node_count * sizeof *graph->nodes);
	graph->waits = mem_alloc(graph->node_count * sizeof *graph->waits);
	visit(&builder, 0);
	while (builder.depth > 0 && !stopped) {
		if (is_complete(&builder))
			builder.depth--;
		else
			advance(&builder);
		stopped = must_stop(&builder);
	}
	dfs_go_back(dfs, &dfs->frames[dfs->run.depth - 1]);
	mem_free(builder.visits);
	return !stopped;
}

void graph_free(struct graph *graph)
{
	mem_free(graph->nodes);
	mem_free(graph->edges);
	mem_free(graph->waits);
}

struct thread_set graph_enabled(const struct graph *graph, uint32_t node)
{
	const struct edge *edge = graph->edges + graph->nodes[node].first;
	struct thread_set enabled = {0};

	for (uint32_t i = 0; i < graph->nodes[node].count; i++)
		if (!edge[i].spurious)
			set_add(&enabled, edge[i].thread);
	return enabled;
}
