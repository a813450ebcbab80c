/* In which order locks are taken; cycles of it. */
#include "machine/learn/lock_order.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/thread/where.h"

#define MAX_EDGES 1024u
#define TABLE_ROOM 4096u
/* Looking for cycles ends after so many steps. */
#define MAX_STEPS 1000000u

struct lock_order {
	uint64_t seen[TABLE_ROOM]; /* hashes of edges; 0: free */
	uint64_t count;
	struct order_edge edges[MAX_EDGES];
};

struct lock_order *order_open(void)
{
	return mem_reserve(NULL, sizeof(struct lock_order));
}

static uint64_t edge_key(const struct holds *holds, int thread,
			 const struct held *held, uint64_t wanted)
{
	uint64_t key = hash_fold(wanted ^ HASH_KEY_A,
				 held->lock + (uint64_t)thread + 1);

	for (uint32_t i = 0; i < holds->count; i++)
		key += hash_fold(holds->held[i].lock ^ HASH_KEY_B,
				 held->pc ^ HASH_KEY_C);
	return key ? key : 1;
}

/* True when the key is new, and there is room for an edge. */
static bool enter(struct lock_order *order, uint64_t key)
{
	uint64_t i = key % TABLE_ROOM;

	while (order->seen[i] && order->seen[i] != key)
		i = (i + 1) % TABLE_ROOM;
	if (order->seen[i] || order->count == MAX_EDGES)
		return false;
	order->seen[i] = key;
	return true;
}

static struct order_lock describe(const struct machine *machine,
				  struct held held)
{
	const struct block *block = block_find(machine, held.lock);
	struct order_lock lock = {.address = held.lock,
				  .pc = held.pc,
				  .shared = held.shared,
				  .frame = memory_frame(machine, held.lock)};

	if (block)
		lock.block = *block;
	return lock;
}

static void add_edge(struct machine *machine, int thread,
		     const struct held *held, struct held wanted)
{
	struct lock_order *order = machine->order;
	const struct holds *holds = &machine->held[thread];
	struct order_edge *edge;

	if (!enter(order, edge_key(holds, thread, held, wanted.lock)))
		return;
	edge = &order->edges[order->count++];
	edge->held = describe(machine, *held);
	edge->wanted = describe(machine, wanted);
	edge->thread = (int16_t)thread;
	edge->function = machine->threads[thread].function;
	edge->all_count = holds->count;
	for (uint32_t i = 0; i < holds->count; i++)
		edge->all[i] = holds->held[i].lock;
}

void order_take(struct machine *machine, int thread, const struct object *lock,
		bool shared, bool waits)
{
	struct holds *holds = &machine->held[thread];
	struct held wanted = {held_key(lock), lock->address,
			      thread_pc(machine, thread), shared};

	for (uint32_t i = 0; i < holds->count; i++)
		if (holds->held[i].key == wanted.key)
			return;
	for (uint32_t i = 0; waits && i < holds->count; i++)
		add_edge(machine, thread, &holds->held[i], wanted);
	held_add(machine, thread, wanted);
}

/* A search for cycles: the edges of the path so far. */
struct path {
	const struct lock_order *order;
	const struct order_edge *edges[ORDER_MAX_CYCLE];
	uint32_t count;
	uint64_t steps;
	struct order_cycle *cycles;
	uint32_t found;
};

static bool share_a_lock(const struct order_edge *a, const struct order_edge *b)
{
	for (uint32_t i = 0; i < a->all_count; i++)
		for (uint32_t k = 0; k < b->all_count; k++)
			if (a->all[i] == b->all[k])
				return true;
	return false;
}

/* Would the thread of `a` wait for what the thread of `b` holds? */
static bool leads_to(const struct order_edge *a, const struct order_edge *b)
{
	return a->wanted.address == b->held.address &&
	       !(a->wanted.shared && b->held.shared);
}

/* May the edge come at the same time as all on the path? */
static bool fits(const struct path *path, const struct order_edge *edge)
{
	for (uint32_t i = 0; i < path->count; i++)
		if (path->edges[i]->thread == edge->thread ||
		    share_a_lock(path->edges[i], edge))
			return false;
	return true;
}

static uint64_t locks_of(const struct order_edge *const *edges, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += hash_fold(edges[i]->held.address, HASH_KEY_D);
	return sum;
}

/* Another cycle of the same locks tells nothing new. */
static bool is_known(const struct path *path)
{
	const struct order_edge *edges[ORDER_MAX_CYCLE];

	for (uint32_t i = 0; i < path->found; i++) {
		const struct order_cycle *cycle = &path->cycles[i];

		for (uint32_t k = 0; k < cycle->count; k++)
			edges[k] = &cycle->edges[k];
		if (locks_of(edges, cycle->count) ==
		    locks_of(path->edges, path->count))
			return true;
	}
	return false;
}

static void take_cycle(struct path *path)
{
	struct order_cycle *cycle = &path->cycles[path->found];

	if (is_known(path))
		return;
	path->found++;
	cycle->count = path->count;
	for (uint32_t i = 0; i < path->count; i++)
		cycle->edges[i] = *path->edges[i];
}

/* Goes on from the last edge of the path, up to `length` edges. */
static void extend(struct path *path, uint32_t length)
{
	const struct order_edge *last = path->edges[path->count - 1];

	if (path->count == length) {
		if (leads_to(last, path->edges[0]))
			take_cycle(path);
		return;
	}
	for (uint32_t i = 0; i < path->order->count; i++) {
		const struct order_edge *edge = &path->order->edges[i];

		if (path->found == ORDER_MAX_CYCLES ||
		    path->steps++ > MAX_STEPS)
			return;
		if (!leads_to(last, edge) || !fits(path, edge))
			continue;
		path->edges[path->count++] = edge;
		extend(path, length);
		path->count--;
	}
}

uint32_t order_cycles(const struct lock_order *order,
		      struct order_cycle *cycles)
{
	struct path path = {.order = order, .cycles = cycles};

	for (uint32_t length = 2; length <= ORDER_MAX_CYCLE; length++)
		for (uint32_t i = 0; i < order->count; i++) {
			path.edges[0] = &order->edges[i];
			path.count = 1;
			if (path.found < ORDER_MAX_CYCLES)
				extend(&path, length);
		}
	return path.found;
}

static size_t edges_size(uint64_t count)
{
	return offsetof(struct lock_order, edges) +
	       count * sizeof(struct order_edge);
}

const void *order_edges(const struct lock_order *order, size_t *size)
{
	*size = edges_size(order->count);
	return order->seen;
}

bool order_set_edges(struct lock_order *order, const void *bytes, size_t size)
{
	uint64_t count;

	if (size < edges_size(0))
		return false;
	memcpy(&count, (const char *)bytes + sizeof order->seen, sizeof count);
	if (count > MAX_EDGES || size != edges_size(count))
		return false;
	memcpy(order, bytes, size);
	return true;
}
