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
 * And where luck can let a thread go (a wake-up without a signal), that nothing
 * else can go on is seen in some orders only: such models are not for it. */
#include <string.h>

#include "base/alloc.h"
#include "explore/bounds.h"
#include "explore/order.h"

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
	const struct search *search;
	struct machine *machine;
	struct search_result *result;
	struct machine_mode mode;
	struct order order;
	struct node *nodes;
	struct decision *path; /* the last step from each node */
	size_t depth, room;
	bool cut; /* some execution would have gone deeper than it may */
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

	footprint_uses(machine, thread, uses);
	footprint_add(uses, &machine->footprint->places[place].beyond);
}

/* A mutex is let go by its holder only: to ask for it earlier than that helps
 * nobody. */
static bool cannot_precede(unsigned asked, unsigned event)
{
	return (asked == OP_LOCK || asked == OP_RELOCK) &&
	       (event == OP_UNLOCK || event == OP_WAIT);
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
	if (dpor->depth < dpor->room)
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
	node = &dpor->nodes[dpor->depth++];
	*node = (struct node){.mark = undo_mark(&dpor->machine->undo),
			      .enabled = enabled_threads(dpor->machine),
			      .asleep = asleep,
			      .thread = -1};
	awake = node->enabled & ~asleep;
	if (last >= 0 && awake & bit(last))
		node->wanted = bit(last);
	else
		node->wanted = awake & (~awake + 1);
	dpor->result->statistics.states++;
	if (dpor->depth > dpor->result->statistics.depth)
		dpor->result->statistics.depth = dpor->depth;
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

/* Back to the node's state. */
static void return_to(struct dpor *dpor, const struct node *node)
{
	struct machine *machine = dpor->machine;

	undo_to(&machine->undo, node->mark);
	machine->ended = machine->discarded = false;
	machine->finding.class = FINDING_NONE;
}

static uint64_t still_asleep(struct dpor *dpor, const struct node *node,
			     uint64_t moved, const struct uses *uses)
{
	uint64_t asleep = 0;
	struct uses other;

	for (uint64_t left = (node->asleep | node->done) & ~moved; left;
	     left &= left - 1) {
		int thread = __builtin_ctzll(left);

		step_uses(dpor->machine, thread, &other);
		if (!order_conflict(&other, uses))
			asleep |= bit(thread);
	}
	return asleep;
}

/* After a step: what its event races with, and what all threads ask for now. */
static void find_races(struct dpor *dpor, int thread, uint64_t moved,
		       const struct uses *event)
{
	struct machine *machine = dpor->machine;
	uint32_t last = (uint32_t)dpor->order.event_count - 1;
	struct uses *uses = &dpor->uses;

	for (int i = 0; i < machine->thread_count; i++) {
		if (machine->threads[i].status != THREAD_ALIVE)
			continue;
		footprint_uses(machine, i, uses);
		dpor->kind = machine->threads[i].op.kind;
		if (moved & bit(i))
			order_races(&dpor->order, i, uses, note_race, dpor);
		else if (i != thread && order_conflict(uses, event))
			note_race(dpor, last, i);
	}
}

static bool take_finding(struct dpor *dpor)
{
	if (!explore_takes(dpor->search, dpor->result))
		return false;
	for (size_t i = 0; i < dpor->depth; i++)
		schedule_add(&dpor->result->schedule, dpor->path[i]);
	return !dpor->search->all;
}

/* Luck, or a path without an end. */
static bool is_unfit(const struct dpor *dpor)
{
	const struct machine *machine = dpor->machine;

	return (machine->slept && machine->mode.spurious) || machine->weakly ||
	       machine->thread_count > PERSISTENT_MOST ||
	       dpor->depth > DEPTH_MOST;
}

/* Makes the step at hand from the top node; true when that ends the search. */
static bool go(struct dpor *dpor)
{
	struct node *node = &dpor->nodes[dpor->depth - 1];
	struct machine *machine = dpor->machine;
	struct statistics *statistics = &dpor->result->statistics;
	int thread = node->thread;
	uint32_t place = machine->threads[thread].place;
	uint64_t asleep, moved;
	struct uses uses;

	node->ways = machine_alternatives(machine, thread, true);
	dpor->path[dpor->depth - 1] =
		(struct decision){(uint32_t)node->way, (int16_t)thread,
				  machine->threads[thread].op.kind};
	footprint_uses(machine, thread, &uses);
	machine_step(machine, thread, node->way);
	statistics->transitions++;
	moved = machine->moved[0] | bit(thread);
	/* What it used beyond its operation was not compared before. */
	footprint_add(&uses, &machine->footprint->places[place].beyond);
	dpor->uses = uses;
	dpor->kind = dpor->path[dpor->depth - 1].kind;
	order_races(&dpor->order, thread,
		    &machine->footprint->places[place].beyond, note_race, dpor);
	order_add(&dpor->order, thread, &uses, moved,
		  dpor->path[dpor->depth - 1].kind == OP_JOIN ? machine->other
							      : -1);
	if (explore_judge(dpor->search, dpor->result)) {
		take_finding(dpor);
		machine->finding.class = FINDING_NONE;
	}
	if (machine->limit != LIMIT_NONE || is_unfit(dpor)) {
		dpor->result->limit = machine->limit != LIMIT_NONE
					      ? machine->limit
					      : LIMIT_CYCLES;
		return true;
	}
	find_races(dpor, thread, moved, &uses);
	if (machine_over(machine)) {
		explore_note_end(dpor->search, dpor->result);
		return take_finding(dpor);
	}
	if (bounds_cuts(dpor->search, dpor->depth)) {
		dpor->cut = true;
		return false;
	}
	asleep = still_asleep(dpor, node, moved, &uses);
	push(dpor, asleep, thread);
	return false;
}

static bool must_stop(const struct dpor *dpor)
{
	const struct statistics *statistics = &dpor->result->statistics;
	uint64_t node = sizeof *dpor->nodes + sizeof *dpor->path;

	return bounds_end(dpor->search, dpor->result, statistics->states) ||
	       (statistics->transitions % BOUNDS_EVERY == 0 &&
		bounds_look(dpor->search, dpor->result,
			    dpor->room * node + dpor->machine->undo.capacity));
}

/* Where the search is when it comes to a limit. */
static void keep_path(const struct dpor *dpor)
{
	for (size_t i = 0; i + 1 < dpor->depth; i++)
		schedule_add(&dpor->result->schedule, dpor->path[i]);
}

static bool is_outdated(const struct dpor *dpor)
{
	return dpor->machine->promoted ||
	       dpor->machine->footprint->revision != dpor->revision;
}

/* One search from the start; true when it must begin again. */
static bool run(struct dpor *dpor)
{
	struct machine *machine = dpor->machine;

	machine_start(machine, dpor->mode, dpor->search->argc,
		      dpor->search->argv);
	dpor->revision = machine->footprint->revision;
	dpor->result->statistics =
		(struct statistics){.complete_preemptions = -1};
	dpor->result->finding.class = FINDING_NONE;
	schedule_free(&dpor->result->schedule);
	order_start(&dpor->order, machine);
	dpor->depth = 0;
	dpor->cut = false;
	push(dpor, 0, -1);
	while (dpor->depth > 0 && !must_stop(dpor)) {
		struct node *node = &dpor->nodes[dpor->depth - 1];

		if (!advance(node)) {
			dpor->depth--;
			if (is_outdated(dpor))
				return true;
			continue;
		}
		return_to(dpor, node);
		if (go(dpor))
			return false;
	}
	return false;
}

void explore_dpor(const struct search *search, struct search_result *result)
{
	struct dpor dpor = {.search = search,
			    .machine = search->machine,
			    .result = result,
			    .mode = search->mode};

	dpor.mode.footprints = true;
	while (run(&dpor))
		;
	result->statistics.weak = search->machine->weak;
	if (result->limit == LIMIT_NONE && dpor.cut)
		result->limit = LIMIT_DEPTH;
	else if (result->limit != LIMIT_NONE &&
		 result->finding.class == FINDING_NONE)
		keep_path(&dpor);
	undo_to(&search->machine->undo, dpor.nodes[0].mark);
	order_end(&dpor.order);
	mem_free(dpor.nodes);
	mem_free(dpor.path);
}
