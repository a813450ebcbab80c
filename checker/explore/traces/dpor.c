/* The explorer of traces: dynamic partial-order reduction.
 *
 * Executions that differ in the order of independent steps only are one trace,
 * and it is enough to take one of them.  Which steps are dependent shows while
 * an execution runs (Flanagan and Godefroid, "Dynamic partial-order reduction
 * for model checking software", POPL 2005):
 *
 *	node 0 --T1 writes x--> node 1 --T2 writes y--> node 2, T2 wants x
 *	   ^                                              |
 *	   +---- T2 must also be tried here  <--- races --+
 *
 * At each node, each thread's next step is compared with the events so far that
 * have not come to it (order.h).  Where they conflict, that event and the step
 * must also be exchanged: before the event, a thread is tried that can begin
 * what leads to the step without the event.  If one of these is tried or asleep
 * there, all that begins so is covered: the threads that are tried are a source
 * set (Abdulla, Aronis, Jonsson and Sagonas, "Source sets: a foundation for
 * optimal dynamic partial order reduction", J. ACM 2017, algorithm 1).  What
 * was tried is put to sleep as long as nothing dependent happens.
 *
 * There is no table of states: traces are many where threads have much to do
 * with each other, and few, however many states there are, where they have not.
 * Executions must end: a loop that waits for another thread has no last one.
 * And where a thread can wake spuriously, that nothing else can go on is seen
 * in some orders only: such models are not for it. */
#include <string.h>

#include "base/alloc.h"
#include "explore/traces/order.h"
#include "explore/search.h"
#include "machine/rules/rules.h"

#define DEPTH_MOST 65536u

struct node {
	size_t mark;
	uint64_t enabled;
	uint64_t wanted; /* threads to be tried */
	uint64_t done;
	uint64_t asleep; /* all that begins with them has been tried before */
	int thread;      /* the one at hand; -1: none yet */
	int way, ways;   /* its next alternative, and how many there are */
};

struct dpor {
	struct searcher run;
	struct order order;
	struct node *nodes;
	struct decision *path; /* the last step from each node */
	size_t room;
	uint32_t revision; /* of what footprints say of objects as a whole */
	/* The step that is compared with events: its kind, what it uses. */
	unsigned kind;
	struct uses uses;
};

static uint64_t bit(int thread)
{
	return (uint64_t)1 << thread;
}

static uint64_t enabled_threads(const struct machine *machine)
{
	uint64_t enabled = 0;

	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, true) > 0)
			enabled |= bit(i);
	return enabled;
}

/* What its next step is known to use. */
static void step_uses(struct machine *machine, int thread, struct uses *uses)
{
	uint32_t place = machine->threads[thread].place;

	rule_uses(machine, thread, uses);
	uses_add_all(uses, &machine->footprint->places[place].extra);
}

/* A mutex is let go by its holder only: to ask for it earlier than that helps
 * nobody. */
static bool cannot_precede(unsigned asked, unsigned event)
{
	return operation_is(asked, TRAIT_LOCKS) &&
	       operation_is(event, TRAIT_UNLOCKS);
}

/* The thread's next step conflicts with an event that has not come to it.  So
 * it shall also be made before that, after what else it needs: one of the
 * threads that can begin this must be tried there. */
static void note_race(void *context, uint32_t event, int thread)
{
	struct dpor *dpor = context;
	struct node *node = &dpor->nodes[event];
	uint64_t first;

	if (!(node->enabled & bit(thread)) &&
	    cannot_precede(dpor->kind, dpor->path[event].kind))
		return;
	first = order_initials(&dpor->order, event, thread, &dpor->uses) &
		node->enabled;
	if (first & (node->wanted | node->asleep))
		return;
	node->wanted |= first ? first & (~first + 1) : node->enabled;
}

static void make_room(struct dpor *dpor)
{
	if (dpor->run.depth < dpor->room)
		return;
	dpor->room = dpor->room * 2 + 256;
	dpor->nodes = mem_resize(dpor->nodes, dpor->room * sizeof *dpor->nodes);
	dpor->path = mem_resize(dpor->path, dpor->room * sizeof *dpor->path);
}

/* The machine's state becomes a node; `last` went last. */
static void push(struct dpor *dpor, uint64_t asleep, int last)
{
	struct node *node;
	uint64_t awake;

	make_room(dpor);
	node = &dpor->nodes[dpor->run.depth++];
	*node = (struct node){.mark = undo_mark(&dpor->run.machine->undo),
			      .enabled = enabled_threads(dpor->run.machine),
			      .asleep = asleep,
			      .thread = -1};
	awake = node->enabled & ~asleep;
	if (last >= 0 && awake & bit(last))
		node->wanted = bit(last);
	else
		node->wanted = awake & (~awake + 1);
	dpor->run.result->statistics.states++;
	if (dpor->run.depth > dpor->run.result->statistics.depth)
		dpor->run.result->statistics.depth = dpor->run.depth;
}

/* The next step from the node: false when all is done there. */
static bool advance(struct node *node)
{
	uint64_t left;

	if (node->thread >= 0 && ++node->way < node->ways)
		return true;
	if (node->thread >= 0)
		node->done |= bit(node->thread);
	left = node->wanted & ~node->done & ~node->asleep;
	if (!left)
		return false;
	node->thread = __builtin_ctzll(left);
	node->way = 0;
	return true;
}

static uint64_t still_asleep(struct dpor *dpor, const struct node *node,
			     uint64_t moved, const struct uses *uses)
{
	uint64_t asleep = 0;
	struct uses other;

	for (uint64_t left = (node->asleep | node->done) & ~moved; left;
	     left &= left - 1) {
		int thread = __builtin_ctzll(left);

		step_uses(dpor->run.machine, thread, &other);
		if (!order_conflict(&other, uses))
			asleep |= bit(thread);
	}
	return asleep;
}

/* After a step: what its event races with, and what all threads ask for now. */
static void find_races(struct dpor *dpor, int thread, uint64_t moved,
		       const struct uses *event)
{
	struct machine *machine = dpor->run.machine;
	uint32_t last = (uint32_t)dpor->order.event_count - 1;
	struct uses *uses = &dpor->uses;

	for (int i = 0; i < machine->thread_count; i++) {
		if (machine->threads[i].status != THREAD_ALIVE)
			continue;
		rule_uses(machine, i, uses);
		dpor->kind = machine->threads[i].op.kind;
		if (moved & bit(i))
			order_races(&dpor->order, i, uses, note_race, dpor);
		else if (i != thread && order_conflict(uses, event))
			note_race(dpor, last, i);
	}
}

/* More threads than a set holds, a spurious way, or a path without an end. */
static enum limit unfit(const struct searcher *run)
{
	const struct machine *machine = run->machine;

	if (machine->thread_count > PERSISTENT_MOST)
		return LIMIT_THREADS;
	if ((machine->seen.slept && machine->mode.spurious) ||
	    machine->seen.weak_fails || run->depth > DEPTH_MOST)
		return LIMIT_CYCLES;
	return LIMIT_NONE;
}

/* What the step that was made has to do with those before it. */
static void note_step(struct dpor *dpor, int thread, uint64_t moved,
		      const struct uses *uses, const struct uses *extra)
{
	const struct decision *way = &dpor->path[dpor->run.depth - 1];
	const struct machine *machine = dpor->run.machine;

	dpor->uses = *uses;
	dpor->kind = way->kind;
	order_races(&dpor->order, thread, extra, note_race, dpor);
	order_add(&dpor->order, thread, uses, moved,
		  way->kind == OP_JOIN ? machine->other : -1);
	find_races(dpor, thread, moved, uses);
}

/* Makes the step at hand from the top node. */
static enum next go(struct dpor *dpor)
{
	struct node *node = &dpor->nodes[dpor->run.depth - 1];
	struct machine *machine = dpor->run.machine;
	int thread = node->thread;
	uint32_t place = machine->threads[thread].place;
	const struct uses *extra;
	enum reached reached;
	uint64_t moved;
	struct uses uses;

	node->ways = machine_alternatives(machine, thread, true);
	dpor->path[dpor->run.depth - 1] =
		(struct decision){(uint32_t)node->way, (int16_t)thread,
				  machine->threads[thread].op.kind};
	rule_uses(machine, thread, &uses);
	reached = search_step(&dpor->run, dpor->path[dpor->run.depth - 1]);
	if (reached == REACHED_STOP)
		return NEXT_STOP;
	moved = machine->moved[0] | bit(thread);
	/* What it used beyond its operation was not compared before. */
	extra = &machine->footprint->places[place].extra;
	uses_add_all(&uses, extra);
	note_step(dpor, thread, moved, &uses, extra);
	if (reached == REACHED_STATE)
		push(dpor, still_asleep(dpor, node, moved, &uses), thread);
	return NEXT_DEEPER;
}

static enum next next_way(struct searcher *run)
{
	struct dpor *dpor = (struct dpor *)run;
	struct node *node = &dpor->nodes[run->depth - 1];

	if (!advance(node))
		return --run->depth > 0 ? NEXT_ENDED : NEXT_DONE;
	machine_return(run->machine, node->mark);
	return go(dpor);
}

static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	const struct dpor *dpor = (const struct dpor *)run;

	for (size_t i = 0; i < run->depth && dpor->nodes[i].thread >= 0; i++)
		schedule_add(schedule, dpor->path[i]);
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct dpor *dpor = (const struct dpor *)run;

	return dpor->room * (sizeof *dpor->nodes + sizeof *dpor->path);
}

static bool is_outdated(const struct searcher *run)
{
	return run->machine->footprint->revision !=
	       ((const struct dpor *)run)->revision;
}

static void open_search(struct searcher *run)
{
	run->mode.footprints = true;
}

static bool begin(struct searcher *run)
{
	struct dpor *dpor = (struct dpor *)run;

	dpor->revision = run->machine->footprint->revision;
	order_start(&dpor->order, run->machine);
	push(dpor, 0, -1);
	return true;
}

static void close_search(struct searcher *run)
{
	struct dpor *dpor = (struct dpor *)run;

	undo_to(&run->machine->undo, dpor->nodes[0].mark);
	order_end(&dpor->order);
	mem_free(dpor->nodes);
	mem_free(dpor->path);
}

const struct explorer explorer_dpor = {
	.name = "dpor",
	.help = "traces",
	.refusals = {{"--outcomes", "--explorer=dpor skips orders that may "
				    "print differently; use --explorer=states"},
		     {"--checkpoint=", "only --explorer=states supports it"},
		     {"--preemptions=",
		      "only --explorer=states supports it, not brute or dpor"}},
	.size = sizeof(struct dpor),
	.open = open_search,
	.begin = begin,
	.next = next_way,
	.path = copy_path,
	.bytes = bytes_of,
	.outdated = is_outdated,
	.unfit = unfit,
	.close = close_search,
};
