/* A tree of decisions. */
#include "explore/levels/tree.h"

#include "base/alloc.h"
#include "base/error.h"

_Static_assert(MAX_THREADS < NOBODY && MAX_WAYS <= UINT16_MAX, "room in nodes");

void *tree_room(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	must_hold(count < UINT32_MAX);
	*room = *room * 2 + 64;
	return mem_resize(array, *room * size);
}

void node_list_add(struct node_list *list, uint32_t node)
{
	list->nodes = tree_room(list->nodes, list->count, &list->room,
				sizeof *list->nodes);
	list->nodes[list->count++] = node;
}

void tree_push(struct tree *tree, struct searcher *run, uint32_t node)
{
	tree->path = tree_room(tree->path, run->depth, &tree->room,
			       sizeof *tree->path);
	tree->path[run->depth++] =
		(struct place){.mark = undo_mark(&run->machine->undo),
			       .node = node,
			       .first = (uint32_t)tree->way_count};
	if (run->depth > run->result->statistics.depth)
		run->result->statistics.depth = run->depth;
}

uint32_t tree_add(struct tree *tree, const struct searcher *run,
		  uint32_t parent, uint32_t state, struct decision way)
{
	tree->nodes = tree_room(tree->nodes, tree->node_count, &tree->node_room,
				sizeof *tree->nodes);
	tree->nodes[tree->node_count] =
		(struct node){.parent = parent,
			      .state = state,
			      .depth = (uint32_t)run->depth,
			      .alternative = (uint16_t)way.alternative,
			      .thread = (uint8_t)way.thread};
	return (uint32_t)tree->node_count++;
}

void tree_pop(struct tree *tree, struct searcher *run)
{
	tree->way_count = tree->path[--run->depth].first;
}

struct decision *tree_ways(struct tree *tree, const struct searcher *run)
{
	struct place *place = &tree->path[run->depth - 1];

	place->first = (uint32_t)tree->way_count;
	if (tree->way_count + MAX_WAYS > tree->way_room) {
		tree->way_room = tree->way_room * 2 + MAX_WAYS;
		tree->ways = mem_resize(tree->ways,
					tree->way_room * sizeof *tree->ways);
	}
	return tree->ways + place->first;
}

void tree_keep(struct tree *tree, const struct searcher *run, int count)
{
	struct place *place = &tree->path[run->depth - 1];

	place->count = (uint32_t)count;
	place->next = 0;
	tree->way_count = place->first + place->count;
}

struct decision tree_next(struct tree *tree, struct searcher *run)
{
	struct place *place = &tree->path[run->depth - 1];

	place->taken = tree->ways[place->first + place->next++];
	machine_return(run->machine, place->mark);
	return place->taken;
}

static void repeat(struct tree *tree, struct searcher *run, uint32_t to)
{
	const struct node *node = &tree->nodes[to];
	struct place *place = &tree->path[run->depth - 1];

	place->taken = (struct decision){
		.alternative = node->alternative,
		.thread = node->thread,
		.kind = run->machine->threads[node->thread].op.kind};
	place->next = 1;
	search_repeat(run, place->taken);
	tree_push(tree, run, to);
}

/* From where the path and the way to the node part, along the latter. */
void tree_go_to(struct tree *tree, struct searcher *run, uint32_t to)
{
	const struct node *node = &tree->nodes[to];

	tree->route.count = 0;
	while (node->depth >= run->depth ||
	       tree->path[node->depth].node != to) {
		node_list_add(&tree->route, to);
		to = node->parent;
		node = &tree->nodes[to];
	}
	run->depth = node->depth + 1u;
	tree->way_count = 0;
	machine_return(run->machine, tree->path[node->depth].mark);
	while (tree->route.count > 0)
		repeat(tree, run, tree->route.nodes[--tree->route.count]);
}

void tree_path(const struct tree *tree, const struct searcher *run,
	       struct schedule *schedule)
{
	for (size_t i = 0; i < run->depth && tree->path[i].next > 0; i++)
		schedule_add(schedule, tree->path[i].taken);
}

void tree_begin(struct tree *tree, struct searcher *run)
{
	struct decision none = {.thread = NOBODY};

	tree->way_count = tree->node_count = 0;
	tree_push(tree, run, tree_add(tree, run, 0, 0, none));
}

uint64_t tree_bytes(const struct tree *tree)
{
	return tree->node_room * sizeof *tree->nodes +
	       tree->room * sizeof *tree->path +
	       tree->way_room * sizeof *tree->ways;
}

void tree_free(struct tree *tree)
{
	mem_free(tree->nodes);
	mem_free(tree->path);
	mem_free(tree->ways);
	mem_free(tree->route.nodes);
}
