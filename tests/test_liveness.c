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
#include "machine/stuck.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "support.h"

#define PROGRAMS 2000
#define FEW 1000
#define DEFAULT_SEED 20261125u
/* Larger programs are left out. */
#define STATES 192
#define EDGES 2048
#define THREADS 4
#define OUT STATES /* an execution ends there */
#define NEVER (STATES + 1)

struct node {
	hash128 state;
	int parent;
	struct decision way; /* from there */
	unsigned enabled;
	bool barred, stuck;
};

struct edge {
	int from, to, thread;
	bool spurious, progress;
};

struct whole {
	struct machine *machine;
	struct machine_mode mode;
	int argc;
	char *argv[THREADS + 1];
	struct node nodes[STATES];
	struct edge edges[EDGES];
	int node_count, edge_count;
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
	struct node *node;

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
	*node = (struct node){.state = state, .parent = parent, .way = way};
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			node->enabled |= 1u << i;
	node->barred = machine_is_barred(machine);
	node->stuck = stuck_for_ever(machine, stuck) > 0;
	return whole->node_count++;
}

static void add_edge(struct whole *whole, int from, struct decision way)
{
	struct edge edge = {.from = from, .thread = way.thread};

	if (whole->edge_count == EDGES) {
		whole->large = true;
		return;
	}
	go_to_node(whole, from);
	edge.spurious = is_spurious(whole->machine, way);
	edge.progress = way.kind == OP_PROGRESS;
	machine_step(whole->machine, way.thread, (int)way.alternative);
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
static bool counts(const struct rest *rest, const struct edge *edge)
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
		const struct edge *edge = &whole->edges[i];

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
		const struct edge *edge = &whole->edges[i];

		if (!counts(rest, edge) ||
		    (edge->to < OUT && rest->node[edge->to] &&
		     together(rest, edge->from, edge->to)))
			continue;
		rest->action[edge->from][edge->thread] = false;
		dropped = true;
	}
	return dropped;
}

/* Do all of `moving` move, in states that stay together with this one? */
static bool all_move(const struct rest *rest, int node)
{
	unsigned moved = 0;

	for (int i = 0; i < rest->whole->edge_count; i++) {
		const struct edge *edge = &rest->whole->edges[i];

		if (counts(rest, edge) && together(rest, node, edge->from))
			moved |= 1u << edge->thread;
	}
	return moved == rest->moving;
}

/* Can exactly these threads go on for ever, the others disabled? */
static bool go_on(const struct whole *whole, unsigned moving, bool progress)
{
	static struct rest rest;

	memset(&rest, 0, sizeof rest);
	rest.whole = whole;
	rest.moving = moving;
	for (int i = 0; i < whole->node_count; i++)
		rest.node[i] = !(whole->nodes[i].enabled & ~moving) &&
			       !whole->nodes[i].barred &&
			       (!progress || whole->nodes[i].stuck);
	for (int i = 0; i < whole->edge_count; i++)
		if (progress || !whole->edges[i].progress)
			rest.action[whole->edges[i].from]
				   [whole->edges[i].thread] =
				moving >> whole->edges[i].thread & 1;
	do
		close_reach(&rest);
	while (drop_leaving(&rest));
	for (int i = 0; i < whole->node_count; i++)
		if (rest.node[i] && all_move(&rest, i))
			return true;
	return false;
}

static bool has_livelock(const struct whole *whole)
{
	for (unsigned moving = 1; moving < 1u << THREADS; moving++)
		if (go_on(whole, moving, false) || go_on(whole, moving, true))
			return true;
	return false;
}

static bool finds_livelock(const struct whole *whole, bool reduce,
			   bool *partial)
{
	struct search search = {
		.machine = whole->machine,
		.mode = whole->mode,
		.argc = whole->argc,
		.argv = whole->argv,
		.preemptions = -1,
		.reduce = reduce,
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

/* Programs of three threads that chance does not find easily; 0: any. */
static const uint64_t specials[][3] = {
	/* The first two may come to wait for each other for ever. */
	{0x0e, 0x1e, 0},
	{0x0e, 0x1e, 0x1f0c},
	/* One holds a lock while it waits for a flag, again and again; one sets
	 * and clears the flag; who wants the lock to end that is disabled all
	 * along, if the flag is always looked at too late. */
	{0x1f4a, 0x1f2202, 0x320a},
	{0x1f4a, 0x1f2202, 0},
};
#define SPECIAL (sizeof specials / sizeof *specials)

/* Two threads of up to three operations, or three of two. */
static void make_program(uint64_t *random, struct whole *whole,
			 char words[THREADS][24])
{
	int threads = next_random(random) % 4 ? 2 : 3;
	int most = threads == 3 ? 2 : 3;
	uint64_t special =
		threads == 3 ? next_random(random) % (4 * SPECIAL) : SPECIAL;

	whole->argc = threads + 1;
	whole->argv[0] = words[0];
	strcpy(words[0], "loops");
	for (int i = 1; i <= threads; i++) {
		int count = 1 + (int)(next_random(random) % (uint64_t)most);
		uint64_t code = 0;

		for (int j = 0; j < count; j++)
			code = code << 8 | (1 + next_random(random) % 255);
		if (special < SPECIAL && specials[special][i - 1])
			code = specials[special][i - 1];
		snprintf(words[i], sizeof words[i], "%llx",
			 (unsigned long long)code);
		whole->argv[i] = words[i];
	}
	whole->mode.spurious = next_random(random) % 2;
	whole->mode.weak_cas = next_random(random) % 2;
}

/* Counts what the programs were like, so that the test tests something. */
struct tally {
	int compared, left_out, livelocks, partial, cyclic;
};

/* Is there any way back to where it was? */
static bool is_cyclic(const struct whole *whole)
{
	static struct rest rest;

	memset(&rest, 0, sizeof rest);
	rest.whole = whole;
	memset(rest.node, true, sizeof rest.node);
	memset(rest.action, true, sizeof rest.action);
	close_reach(&rest);
	for (int i = 0; i < whole->node_count; i++)
		if (reaches(&rest, i, i))
			return true;
	return false;
}

static void compare(struct whole *whole, struct tally *tally)
{
	bool is, found, reduced, partial;

	build(whole);
	if (whole->large) {
		tally->left_out++;
		return;
	}
	is = has_livelock(whole);
	reduced = finds_livelock(whole, true, &partial);
	found = finds_livelock(whole, false, &partial);
	ck_assert_msg(
		is == found && is == reduced,
		"mcheck %s%stests/programs/loops.c -- %s %s %s: "
		"a fair cycle %s, and %s found; with the reduction %s",
		whole->mode.spurious ? "" : "--spurious=off ",
		whole->mode.weak_cas ? "--weak-cas=fail " : "", whole->argv[1],
		whole->argv[2], whole->argc > 3 ? whole->argv[3] : "",
		is ? "there is" : "there is not", found ? "one is" : "none is",
		reduced ? "one is" : "none is");
	tally->compared++;
	tally->livelocks += is;
	tally->partial += is && partial;
	tally->cyclic += !is && is_cyclic(whole);
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
	printf("liveness: %d compared, %d with a livelock (%d of them with "
	       "threads stuck), %d others go round; %d too large\n",
	       tally.compared, tally.livelocks, tally.partial, tally.cyclic,
	       tally.left_out);
	fflush(stdout);
	if (programs < FEW)
		return;
	ck_assert_int_gt(tally.livelocks, 0);
	ck_assert_int_gt(tally.partial, 0);
	ck_assert_int_gt(tally.cyclic, 0);
}
END_TEST

#define HEAD \
	"#include <pthread.h>\n#include <stdatomic.h>\n#include <time.h>\n" \
	"#include <mc.h>\n" \
	"#define L(m) pthread_mutex_lock(&m);\n" \
	"#define U(m) pthread_mutex_unlock(&m);\n" \
	"#define START pthread_create(&t, 0, w, 0);\n" \
	"#define JOIN pthread_join(t, 0);\n" \
	"pthread_t t; atomic_int flag, other, lock; int done;\n" \
	"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n" \
	"struct timespec s = {1, 0};\n"
#define SET "void *w(void *u) { L(m) done = 1; U(m) return 0; }\n"

static const struct {
	const char *body, *verdict;
} told[] = {
	/* A lock that is free again and again comes to who waits for it. */
	{SET "int main(void) { START for (int d = 0; !d;)\n"
	     " { L(m) d = done; U(m) } JOIN }\n",
	 "verified"},
	{SET "int main(void) { START L(m) while (!done)\n"
	     " pthread_cond_timedwait(&c, &m, &s); U(m) JOIN }\n",
	 "verified"},
	/* When nobody sets it, the time is over again and again. */
	{"int main(void) { L(m) while (!done)\n"
	 " pthread_cond_timedwait(&c, &m, &s); U(m) }\n",
	 "finding livelock"},
	/* At a spin lock both go round. */
	{"void *w(void *u) { while (atomic_exchange(&lock, 1)) ;\n"
	 " flag = 1; lock = 0; return 0; }\n"
	 "int main(void) { START while (!flag)\n"
	 " { while (atomic_exchange(&lock, 1)) ; lock = 0; } JOIN }\n",
	 "finding livelock"},
	/* A choice does not turn out the same for ever. */
	{"int main(void) { while (mc_choose(2)) flag = 1; }\n", "verified"},
	{"int main(void) { for (;;) flag = mc_choose(2); }\n",
	 "finding livelock"},
	/* Only a spurious step leads to the loop, but none is in it. */
	{"void *w(void *u) { L(m) pthread_cond_wait(&c, &m); U(m)\n"
	 " if (!other) while (!flag) ; return 0; }\n"
	 "int main(void) { START L(m) other = 1;\n"
	 " pthread_cond_signal(&c); U(m)\n"
	 " L(m) U(m) JOIN }\n",
	 "finding lost-wakeup"},
	{"void *w(void *u) { L(m) while (!done) pthread_cond_wait(&c, &m);\n"
	 " U(m) return 0; }\n"
	 "int main(void) { START L(m) done = 1; pthread_cond_signal(&c); U(m)\n"
	 " JOIN }\n",
	 "verified"},
	/* Progress. */
	{"int main(void) { for (;;) mc_progress(); }\n", "verified"},
	{"int main(void) { mc_progress(); for (;;) flag = 0; }\n",
	 "finding livelock"},
	{"void *w(void *u) { for (;;) mc_progress(); return 0; }\n"
	 "int main(void) { START L(m) L(m) }\n",
	 "finding self-deadlock"},
	/* Those who are stuck are no useful work. */
	{"pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;\n"
	 "void *w(void *u) { L(m) L(n) U(n) U(m) return 0; }\n"
	 "void *v(void *u) { L(n) L(m) U(m) U(n) return 0; }\n"
	 "int main(void) { START pthread_create(&t, 0, v, 0);\n"
	 " for (;;) mc_progress(); }\n",
	 "finding partial-deadlock"},
	/* It waits for one who is not let go before. */
	{"void *w(void *u) { flag = 1; return 0; }\n"
	 "int main(void) { START while (!flag) mc_yield(); JOIN }\n",
	 "verified"},
};

START_TEST(livelock_is_told_from_waiting)
{
	struct run run;

	write_program(HEAD, told[_i].body);
	run = run_mcheck("-w", "model.c");
	expect_verdict(&run, strcmp(told[_i].verdict, "verified") != 0,
		       told[_i].verdict);
	run_free(&run);
	if (strcmp(told[_i].verdict, "finding livelock") != 0)
		return;
	run = run_mcheck("replay", "model.trace");
	expect_verdict(&run, 1, told[_i].verdict);
	run_free(&run);
}
END_TEST

START_TEST(report_folds_what_repeats_and_says_what_is_read)
{
	struct run run;

	write_program(HEAD, "int main(void) { for (int i = 0; i < 9; i++)\n"
			    " flag = 7;\n while (flag) ; }\n");
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_part(&run.out, "(repeated 7 more times)");
	expect_part(&run.out, "keeps reading flag = 7, and");
	expect_part(&run.out, "and again from step 10");
	run_free(&run);
}
END_TEST

/* With 0 chosen all is well; that is gone through first, and most of it is
 * forgotten.  With 1 both give way to the other for ever. */
START_TEST(livelock_is_found_behind_forgotten_states)
{
	static const char *const memory[] = {"--memory=500M", "--memory=6M"};
	long states[2];
	struct run run;

	write_program("#include <pthread.h>\n#include <stdatomic.h>\n"
		      "#include <stdbool.h>\n#include <mc.h>\n",
		      "static atomic_int n; static atomic_bool want[2];\n"
		      "static int bad;\n"
		      "void *run(void *p) { int me = p != 0;\n"
		      " for (int i = 0; i < 14; i++)\n"
		      "  atomic_exchange(&n, atomic_load(&n) + me + 1);\n"
		      " for (;;) { atomic_store(&want[me], true);\n"
		      "  if (!atomic_load(&want[!me]) || (me && !bad)) break;\n"
		      "  if (bad) atomic_store(&want[me], false);\n"
		      "  else while (atomic_load(&want[!me])); }\n"
		      " atomic_store(&want[me], false); return 0; }\n"
		      "int main(void) { pthread_t t[2]; static int one;\n"
		      " bad = mc_choose(2);\n"
		      " pthread_create(&t[0], 0, run, 0);\n"
		      " pthread_create(&t[1], 0, run, &one);\n"
		      " pthread_join(t[0], 0); pthread_join(t[1], 0); }");
	for (int i = 0; i < 2; i++) {
		run = run_mcheck("--no-trace", "--stats", "--reduction=off",
				 memory[i], "model.c");
		expect_verdict(&run, 1, "finding livelock");
		states[i] = atol(strstr(text_string(&run.err), "states=") + 7);
		run_free(&run);
	}
	ck_assert_int_gt(states[1], states[0]);
}
END_TEST

/* Where nothing simpler is found, or it does not lead into the loop once more
 * words are known to be shared, what was found first is shown. */
START_TEST(livelock_replays_whatever_was_learned_after_it)
{
	const char *const words[] = {mcheck_path(),
				     "--races=allow",
				     "--no-trace",
				     "-w",
				     top_path("tests/programs/loops.c"),
				     "--",
				     "2644",
				     "70",
				     "8631",
				     NULL};
	struct run run;

	go_to_fresh_directory();
	run = run_words(words);
	expect_verdict(&run, 1, "finding livelock");
	run_free(&run);
}
END_TEST

Suite *liveness_suite(void)
{
	Suite *suite = suite_create("liveness");
	TCase *tcase = tcase_create("livelocks");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, states_and_definition_agree_on_random_programs);
	tcase_add_test(tcase, livelock_is_found_behind_forgotten_states);
	tcase_add_loop_test(tcase, livelock_is_told_from_waiting, 0,
			    sizeof told / sizeof *told);
	tcase_add_test(tcase, report_folds_what_repeats_and_says_what_is_read);
	tcase_add_test(tcase, livelock_replays_whatever_was_learned_after_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
