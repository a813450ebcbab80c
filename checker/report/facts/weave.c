/* Edges, and the clocks that tell which of them follow from others. */
#include "report/facts/weave.h"

#include "base/alloc.h"

bool edge_orders(enum edge_kind kind)
{
	return kind != EDGE_READS && kind != EDGE_WAKE;
}

uint32_t *weave_clock(const struct weave *weave, uint32_t index)
{
	return weave->clocks +
	       (size_t)(index - weave->first) * weave->story->thread_count;
}

static void add_edge(struct edges *edges, struct edge edge)
{
	if (edges->count == edges->room) {
		edges->room = edges->room ? edges->room * 2 : 64;
		edges->edges =
			mem_resize(edges->edges, edges->room * sizeof edge);
	}
	edges->edges[edges->count++] = edge;
}

void weave_edge(struct weave *weave, uint32_t from, uint32_t to,
		enum edge_kind kind)
{
	uint32_t *known = weave_clock(weave, to),
		 *passed = weave_clock(weave, from);
	int thread = weave->story->steps[from].thread;

	if (thread == weave->story->steps[to].thread ||
	    (edge_orders(kind) && known[thread] > from))
		return;
	add_edge(weave->edges, (struct edge){from, to, kind});
	for (uint32_t i = 0;
	     edge_orders(kind) && i < weave->story->thread_count; i++)
		if (passed[i] > known[i])
			known[i] = passed[i];
}

void edges_free(struct edges *edges)
{
	mem_free(edges->edges);
	*edges = (struct edges){0};
}
