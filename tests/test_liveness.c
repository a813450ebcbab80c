/* Livelocks: the states explorer against the definition, on random small
 * programs with loops.  The whole graph of states is built, each state reached
 * by a run from the start, and looked at in the slowest way that there is: for
 * each set of threads, can exactly these go on for ever in a fair way?
 *
 * MCHECK_SEED chooses other programs, MCHECK_PROGRAMS their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore/run/explorers.h"
#include "explore/states/service.h"
#include "machine/stuck.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "loop_programs.h"
#include "support.h"

#define PROGRAMS 2000
#define FEW 1000
#define DEFAULT_SEED 20261125u
/* Larger programs are left out. */
#define STATES 192
#define EDGES 2048
#define THREADS 4
#define LOCKS 8
#define OUT STATES /* an execution ends there */
#define NEVER (STATES + 1)

struct spot {
	hash128 state;
	int parent;
	struct decision way; /* from there */
	unsigned enabled, waits;
	bool barred, stuck;
};

struct move {
	int from, to, thread;
	bool spurious, progress;
	unsigned marks, others;
	uint16_t lock;
};

struct whole {
	struct machine *machine;
	struct machine_mode mode;
	int argc;
	char *argv[THREADS + 1];
	struct spot nodes[STATES];
	struct move edges[EDGES];
	unsigned always[STATES]; /* who waits in its whole component */
	int node_count, edge_count;
	uint64_t locks[LOCKS]; /* from 1 on */
	uint16_t lock_count;
	unsigned ends; /* threads that do so, or end the program */
	bool large;
};

/* By a run from the start. */
static void go_to_node(struct whole *whole, int at)
{
	if (at == 0) {
		machine_start(whole->machine, whole->mode, whole->argc,
			      whole->argv);
		return;
	}
	go_to_node(whole, whole->nodes[at].parent);
	machine_step(whole->machine, whole->nodes[at].way.thread,
		     (int)whole->nodes[at].way.alternative);
}

static bool is_spurious(const struct machine *machine, struct decision way)
{
	int ways = machine_alternatives(machine, way.thread, true);

	switch (way.kind) {
	case OP_ASLEEP:
		return true;
	case OP_ASLEEP_TIMED:
	case OP_COMPARE_EXCHANGE:
		return way.alternative == 1;
	case OP_TRYRDLOCK:
		return ways == 2 && way.alternative == 0;
	case OP_RDLOCK:
		return machine_alternatives(machine, way.thread, false) == 0;
	}
	return false;
}

/* The node of the state that the machine is in; a new one, if need be. */
static int node_here(struct whole *whole, int parent, struct decision way)
{
	struct machine *machine = whole->machine;
	hash128 state = machine_fingerprint(machine);
	bool stuck[MAX_THREADS];
	struct spot *node;

	if (machine_over(machine) || explore_is_stuck(machine))
		return OUT;
	for (int i = 0; i < whole->node_count; i++)
		if (whole->nodes[i].state == state)
			return i;
	if (whole->node_count == STATES) {
		whole->large = true;
		return OUT;
	}
	node = &whole->nodes[whole->node_count];
	*node = (struct spot){.state = state, .parent = parent, .way = way};
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			node->enabled |= 1u << i;
	node->waits = (unsigned)gain_waits(machine).words[0];
	node->barred = machine_is_barred(machine);
	node->stuck = stuck_for_ever(machine, stuck) > 0;
	return whole->node_count++;
}

static uint16_t number_of_lock(struct whole *whole, uint64_t lock)
{
	uint16_t i = 1;

	while (i < whole->lock_count && whole->locks[i] != lock)
		i++;
	if (!lock || i == LOCKS)
		return 0;
	if (i == whole->lock_count)
		whole->locks[whole->lock_count++] = lock;
	return i;
}

static void note_ends(struct whole *whole, int thread)
{
	const struct machine *machine = whole->machine;

	for (int i = 0; i < machine->thread_count; i++)
		if (machine->threads[i].status == THREAD_FINISHED)
			whole->ends |= 1u << i;
	if (machine->ended)
		whole->ends |= 1u << thread;
}

static void add_edge(struct whole *whole, int from, struct decision way)
{
	struct move edge = {.from = from, .thread = way.thread};
	struct gain gain;

	if (whole->edge_count == EDGES) {
		whole->large = true;
		return;
	}
	go_to_node(whole, from);
	edge.spurious = is_spurious(whole->machine, way);
	edge.progress = way.kind == OP_PROGRESS;
	gain = gain_step(whole->machine, way.thread, (int)way.alternative);
	edge.marks = gain.marks;
	edge.others = (unsigned)gain.others.words[0];
	edge.lock = number_of_lock(whole, gain.lock);
	note_ends(whole, way.thread);
	edge.to = node_here(whole, from, way);
	if (edge.to < OUT && whole->nodes[edge.to].barred &&
	    !whole->nodes[from].barred)
		edge.to = NEVER;
	whole->edges[whole->edge_count++] = edge;
}

static void build(struct whole *whole)
{
	static struct decision ways[MAX_WAYS];

	whole->node_count = whole->edge_count = 0;
	whole->ends = 0;
	whole->lock_count = 1;
	whole->large = false;
	go_to_node(whole, 0);
	node_here(whole, 0, (struct decision){0});
	for (int i = 0; i < whole->node_count && !whole->large; i++) {
		int count;

		go_to_node(whole, i);
		count = explore_ways(whole->machine, -1, ways);
		for (int j = 0; j < count && !whole->large; j++)
			add_edge(whole, i, ways[j]);
	}
}

/* What is left when only some threads may move, the others disabled. */
struct rest {
	const struct whole *whole;
	unsigned moving;
	bool node[STATES];
	bool action[STATES][THREADS]; /* the thread may go from this node */
	uint64_t reach[STATES][STATES / 64];
};

static bool reaches(const struct rest *rest, int from, int to)
{
	return rest->reach[from][to / 64] >> to % 64 & 1;
}

static bool together(const struct rest *rest, int a, int b)
{
	return a == b || (reaches(rest, a, b) && reaches(rest, b, a));
}

/* Edges that an action may take; `live`: it is one that there is. */
static bool counts(const struct rest *rest, const struct move *edge)
{
	return rest->node[edge->from] && !edge->spurious && edge->to != NEVER &&
	       rest->action[edge->from][edge->thread];
}

/* Who reaches whom (Warshall). */
static void close_reach(struct rest *rest)
{
	const struct whole *whole = rest->whole;

	memset(rest->reach, 0, sizeof rest->reach);
	for (int i = 0; i < whole->edge_count; i++) {
		const struct move *edge = &whole->edges[i];

		if (counts(rest, edge) && edge->to < OUT &&
		    rest->node[edge->to])
			rest->reach[edge->from][edge->to / 64] |=
				(uint64_t)1 << edge->to % 64;
	}
	for (int k = 0; k < whole->node_count; k++)
		for (int i = 0; i < whole->node_count; i++)
			for (int j = 0; reaches(rest, i, k) && j < STATES / 64;
			     j++)
				rest->reach[i][j] |= rest->reach[k][j];
}

/* Whoever may leave, leaves. */
static bool drop_leaving(struct rest *rest)
{
	const struct whole *whole = rest->whole;
	bool dropped = false;

	for (int i = 0; i < whole->edge_count; i++) {
		const struct move *edge = &whole->edges[i];

		if (!counts(rest, edge) ||
		    (edge->to < OUT && rest->node[edge->to] &&
		     together(rest, edge->from, edge->to)))
			continue;
		rest->action[edge->from][edge->thread] = false;
		dropped = true;
	}
	return dropped;
}

/* Do all of `moving` move, in states that stay together with this one, and show
 * what is asked for? */
static bool all_move(const struct rest *rest, int node,
		     const struct fair_question *question)
{
	unsigned moved = 0, marked = 0;

	for (int i = 0; i < rest->whole->edge_count; i++) {
		const struct move *edge = &rest->whole->edges[i];

		if (!counts(rest, edge) || !together(rest, node, edge->from))
			continue;
		moved |= 1u << edge->thread;
		if (edge->marks & question->with &&
		    (!question->lock || edge->lock == question->lock))
			marked |= 1u << edge->thread;
	}
	if (moved != rest->moving)
		return false;
	if (question->thread < 0)
		return !question->with || marked == moved;
	if (question->with)
		return marked >> question->thread & 1;
	return (moved | rest->whole->always[node]) >> question->thread & 1;
}

/* Is it asked what happens when this is not done? */
static bool is_left_out(const struct fair_question *question,
			const struct move *edge)
{
	unsigned all = (1u << THREADS) - 1;
	unsigned asked = question->thread < 0 ? all : 1u << question->thread;
	unsigned without =
		question->without |
		(question->lock && edge->lock == question->lock ? MARK_GOT
								: 0u);

	if (edge->spurious || edge->to == NEVER)
		return false;
	return (edge->progress && !question->progress) ||
	       edge->marks & question->nobodys ||
	       (asked >> edge->thread & 1 && edge->marks & without) ||
	       (question->without && edge->others & asked);
}

/* Can exactly these threads go on for ever, the others disabled? */
static bool go_on(const struct whole *whole, unsigned moving,
		  const struct fair_question *question)
{
	static struct rest rest;

	memset(&rest, 0, sizeof rest);
	rest.whole = whole;
	rest.moving = moving;
	for (int i = 0; i < whole->node_count; i++)
		rest.node[i] = !(whole->nodes[i].enabled & ~moving) &&
			       !whole->nodes[i].barred &&
			       (!question->progress || whole->nodes[i].stuck);
	for (int i = 0; i < whole->edge_count; i++)
		rest.action[whole->edges[i].from][whole->edges[i].thread] =
			moving >> whole->edges[i].thread & 1;
	for (int i = 0; i < whole->edge_count; i++)
		if (is_left_out(question, &whole->edges[i]))
			rest.action[whole->edges[i].from]
				   [whole->edges[i].thread] = false;
	do
		close_reach(&rest);
	while (drop_leaving(&rest));
	for (int i = 0; i < whole->node_count; i++)
		if (rest.node[i] && all_move(&rest, i, question))
			return true;
	return false;
}

static bool any_go_on(const struct whole *whole, struct fair_question question)
{
	for (unsigned moving = 1; moving < 1u << THREADS; moving++)
		if (go_on(whole, moving, &question))
			return true;
	return false;
}

/* The definitions of service.h. */
static bool gets_nothing(const struct whole *whole, int thread)
{
	struct fair_question goes_on = {.thread = thread};
	struct fair_question starves = {.thread = thread, .without = MARK_GOT};
	struct fair_question tries = {.thread = thread,
				      .without = MARK_GIVEN | MARK_TRIED,
				      .with = MARK_FAILED};
	struct fair_question watches = {.thread = thread,
					.without = MARK_GIVEN | MARK_NESTED,
					.nobodys = MARK_WROTE,
					.with = MARK_LOOKED};

	struct fair_question one = {
		.thread = thread, .without = MARK_GIVEN, .with = MARK_FAILED};

	for (one.lock = 1; one.lock < whole->lock_count; one.lock++)
		if (any_go_on(whole, one))
			return true;
	if (whole->ends >> thread & 1 && any_go_on(whole, goes_on))
		return true;
	return any_go_on(whole, starves) || any_go_on(whole, tries) ||
	       any_go_on(whole, watches);
}

static bool nobody_gets_anything(const struct whole *whole)
{
	struct fair_question starve = {
		.thread = -1, .without = MARK_GOT, .nobodys = MARK_CHANGED};
	struct fair_question all_try = {.thread = -1,
					.without = MARK_GIVEN | MARK_TRIED,
					.with = MARK_FAILED};

	return any_go_on(whole, starve) || any_go_on(whole, all_try);
}

static bool has_livelock(const struct whole *whole, enum endless endless)
{
	struct fair_question any = {.thread = -1};
	struct fair_question stuck = {.thread = -1, .progress = true};

	if (any_go_on(whole, stuck))
		return true;
	if (endless == ENDLESS_FINDING)
		return any_go_on(whole, any);
	if (endless == ENDLESS_ALLOW)
		return nobody_gets_anything(whole);
	for (int i = 0; i < THREADS; i++)
		if (gets_nothing(whole, i))
			return true;
	return false;
}

static bool finds_livelock(const struct whole *whole, enum endless endless,
			   bool reduce, bool *partial)
{
	struct search search = {
		.machine = whole->machine,
		.mode = whole->mode,
		.argc = whole->argc,
		.argv = whole->argv,
		.preemptions = -1,
		.reduce = reduce,
		.endless = endless,
		.classes = (uint64_t)1 << FINDING_LIVELOCK |
			   (uint64_t)1 << FINDING_PARTIAL_DEADLOCK,
	};
	struct search_result result = {0};
	bool found;

	search_run(&explorer_states, &search, &result);
	ck_assert_int_eq(result.limit, LIMIT_NONE);
	found = result.schedule.loop != 0;
	*partial = result.finding.class == FINDING_PARTIAL_DEADLOCK;
	if (found) {
		struct execution execution = {.mode = whole->mode,
					      .schedule = result.schedule};

		execution_replay(&execution, whole->machine, whole->argc,
				 whole->argv, false);
		ck_assert_int_eq(execution.finding.class, result.finding.class);
		execution_free(&execution);
	} else {
		schedule_free(&result.schedule);
	}
	return found;
}

static void make_program(uint64_t *random, struct whole *whole,
			 char words[THREADS][24])
{
	uint64_t codes[LOOP_THREADS];
	int threads = make_loop_program(random, codes);

	whole->argc = threads + 1;
	whole->argv[0] = words[0];
	strcpy(words[0], "loops");
	for (int i = 1; i <= threads; i++) {
		snprintf(words[i], sizeof words[i], "%llx",
			 (unsigned long long)codes[i - 1]);
		whole->argv[i] = words[i];
	}
	whole->mode.spurious = next_random(random) % 2;
	whole->mode.weak_cas = next_random(random) % 2;
}

/* Counts what the programs were like, so that the test tests something. */
struct tally {
	int compared, left_out, partial, cyclic;
	int livelocks[ENDLESS_FINDING + 1];
};

/* With all ways that there are, but no spurious ones. */
static void close_all(const struct whole *whole, struct rest *rest)
{
	memset(rest, 0, sizeof *rest);
	rest->whole = whole;
	for (int i = 0; i < whole->edge_count; i++) {
		const struct move *edge = &whole->edges[i];

		if (edge->to < OUT && !edge->spurious)
			rest->reach[edge->from][edge->to / 64] |=
				(uint64_t)1 << edge->to % 64;
	}
	for (int k = 0; k < whole->node_count; k++)
		for (int i = 0; i < whole->node_count; i++)
			for (int j = 0; reaches(rest, i, k) && j < STATES / 64;
			     j++)
				rest->reach[i][j] |= rest->reach[k][j];
}

/* Who waits in each state of a component; is there any with a way back? */
static bool find_always(struct whole *whole)
{
	static struct rest rest;
	bool cyclic = false;

	close_all(whole, &rest);
	for (int i = 0; i < whole->node_count; i++) {
		whole->always[i] = whole->nodes[i].waits;
		cyclic |= reaches(&rest, i, i);
		for (int j = 0; j < whole->node_count; j++)
			if (together(&rest, i, j))
				whole->always[i] &= whole->nodes[j].waits;
	}
	return cyclic;
}

static void compare(struct whole *whole, struct tally *tally)
{
	static const char *const names[] = {"service", "allow", "finding"};
	bool partial, cyclic;

	machine_forget(whole->machine);
	build(whole);
	if (whole->large) {
		tally->left_out++;
		return;
	}
	cyclic = find_always(whole);
	for (int i = ENDLESS_SERVICE; i <= ENDLESS_FINDING; i++) {
		enum endless endless = (enum endless)i;
		bool is = has_livelock(whole, endless);
		bool reduced = finds_livelock(whole, endless, true, &partial);
		bool found = finds_livelock(whole, endless, false, &partial);

		ck_assert_msg(
			is == found && is == reduced,
			"mcheck --endless=%s %s%stests/programs/loops.c -- %s "
			"%s %s: a livelock %s, and %s found; with the "
			"reduction %s",
			names[i], whole->mode.spurious ? "" : "--spurious=off ",
			whole->mode.weak_cas ? "--weak-cas=fail " : "",
			whole->argv[1], whole->argv[2],
			whole->argc > 3 ? whole->argv[3] : "",
			is ? "there is" : "there is not",
			found ? "one is" : "none is",
			reduced ? "one is" : "none is");
		tally->livelocks[i] += is;
		cyclic &= !is;
		tally->partial += is && partial && endless == ENDLESS_FINDING;
	}
	tally->compared++;
	tally->cyclic += cyclic;
}

START_TEST(states_and_definition_agree_on_random_programs)
{
	static struct elf elf;
	static struct whole whole;
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	int programs = (int)setting("MCHECK_PROGRAMS", PROGRAMS);
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct tally tally = {0};
	char words[THREADS][24];

	words_add(&request.files, top_path("tests/programs/loops.c"));
	compile_model(&request, &compiled);
	ck_assert(elf_open(&elf, compiled.object, &why));
	compile_clean(&compiled);
	whole.machine = machine_open(&elf, &runtime_for_machine, &why);
	ck_assert_msg(whole.machine != NULL, "%s", text_string(&why));
	printf("liveness: seed %llu, %d programs\n", (unsigned long long)seed,
	       programs);
	while (tally.compared < programs) {
		make_program(&seed, &whole, words);
		compare(&whole, &tally);
	}
	printf("liveness: %d compared, %d without end and progress (%d of them "
	       "with threads stuck), %d no service, %d where nobody gets "
	       "anything, %d others loop; %d too large\n",
	       tally.compared, tally.livelocks[ENDLESS_FINDING], tally.partial,
	       tally.livelocks[ENDLESS_SERVICE], tally.livelocks[ENDLESS_ALLOW],
	       tally.cyclic, tally.left_out);
	fflush(stdout);
	if (programs < FEW)
		return;
	ck_assert_int_gt(tally.livelocks[ENDLESS_ALLOW], 0);
	ck_assert_int_gt(tally.livelocks[ENDLESS_SERVICE],
			 tally.livelocks[ENDLESS_ALLOW]);
	ck_assert_int_gt(tally.livelocks[ENDLESS_FINDING],
			 tally.livelocks[ENDLESS_SERVICE]);
	ck_assert_int_gt(tally.partial, 0);
	ck_assert_int_gt(tally.cyclic, 0);
}
END_TEST

Suite *liveness_suite(void)
{
	Suite *suite = suite_create("liveness");
	TCase *tcase = tcase_create("livelocks");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, states_and_definition_agree_on_random_programs);
	suite_add_tcase(suite, tcase);
	return suite;
}
