/* The levels explorer: against the search over states, and, level by level,
 * against a search so naive that it only counts.  And the two searches beside
 * each other. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explore/levels/levels.h"
#include "explore/outcomes.h"
#include "explore/run/worker.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "support.h"

#define PROGRAMS 60
#define DEFAULT_SEED 20261125u
/* Programs with more executions are left out. */
#define MOST_EXECUTIONS 3000
#define BOUNDS 4 /* 0 .. 3 preemptions are compared */
#define TEXT_ROOM 16384

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};
static struct elf elf;

struct random_program {
	char words[3][24];
	char *argv[5];
	int argc;
	bool allow, spurious;
};

/* Two threads of up to four operations, or three of up to two. */
static void make_program(uint64_t *random, struct random_program *program)
{
	int threads = next_random(random) % 4 ? 2 : 3;
	uint64_t favourite = next_random(random) % 16;

	*program = (struct random_program){.argc = threads + 1};
	program->allow = next_random(random) % 4 == 0;
	program->spurious = next_random(random) % 2;
	program->argv[0] = "random";
	for (int i = 0; i < threads; i++) {
		uint64_t code = 0, most = threads == 2 ? 4 : 2;
		uint64_t count = 1 + next_random(random) % most;

		for (; count > 0; count--) {
			uint64_t draw = next_random(random);
			uint64_t kind = draw % 3 ? draw / 16 % 16 : favourite;

			code = code << 8 | (draw / 256 % 16) << 4 | kind;
		}
		snprintf(program->words[i], sizeof program->words[i], "%llx",
			 (unsigned long long)code);
		program->argv[i + 1] = program->words[i];
	}
}

static struct check_options options_for(struct random_program *program)
{
	return (struct check_options){.races_allowed = program->allow,
				      .no_spurious = !program->spurious,
				      .reduction = REDUCTION_GUARDS,
				      .outcomes = true,
				      .argc = program->argc,
				      .argv = program->argv};
}

/* Every execution, and how it ends, by the preemptions in it: no table, only
 * that a path which comes back to where it was is cut. */
struct naive {
	struct search search;
	struct search_result result;
	struct outcomes sets[BOUNDS];
	struct passed {
		hash128 state;
		int last, preemptions;
	} path[1000];
	int preemptions; /* of the execution at hand */
	uint64_t executions;
};

/* What the naive search tells the test, which runs in another process. */
struct told {
	bool good;
	char text[BOUNDS][TEXT_ROOM];
};

static void note_end(void *context, const struct machine *machine)
{
	struct naive *naive = context;

	naive->executions++;
	for (int i = naive->preemptions; i < BOUNDS; i++)
		outcomes_add(&naive->sets[i], machine);
}

static bool comes_back(struct naive *naive, int depth, int last)
{
	hash128 state = machine_fingerprint(naive->search.machine);
	int preemptions = naive->preemptions;

	naive->path[depth] = (struct passed){state, last, preemptions};
	for (int i = 0; i < depth; i++)
		if (naive->path[i].state == state &&
		    naive->path[i].last == last &&
		    naive->path[i].preemptions == preemptions)
			return true;
	return false;
}

static bool leaves_one_that_can_go(const struct machine *machine, int last,
				   int next)
{
	return last >= 0 && next != last &&
	       machine->threads[last].op.kind != OP_PAUSE &&
	       machine_alternatives(machine, last, false) > 0;
}

static void go_everywhere(struct naive *naive, int depth, int last)
{
	struct machine *machine = naive->search.machine;
	size_t mark = undo_mark(&machine->undo);
	int before = naive->preemptions;
	struct decision ways[64];

	if (machine_over(machine)) {
		explore_note_end(&naive->search, &naive->result);
		return;
	}
	if (depth == 999 || comes_back(naive, depth, last) ||
	    naive->executions > MOST_EXECUTIONS)
		return;
	for (int i = 0, count = explore_ways(machine, last, ways); i < count;
	     i++) {
		int next = ways[i].thread;

		naive->preemptions =
			before + leaves_one_that_can_go(machine, last, next);
		if (naive->preemptions < BOUNDS) {
			machine_step(machine, next, (int)ways[i].alternative);
			if (explore_judge(&naive->search, &naive->result))
				machine->finding.class = FINDING_NONE;
			go_everywhere(naive, depth + 1, next);
		}
		undo_to(&machine->undo, mark);
		machine->ended = machine->discarded = false;
		machine->finding.class = FINDING_NONE;
		machine->limit = LIMIT_NONE;
	}
	naive->preemptions = before;
}

/* Begins again, as long as words prove to be shared. */
static void search_naively(struct naive *naive, struct told *told)
{
	struct machine *machine = naive->search.machine;
	struct text text;

	do {
		for (int i = 0; i < BOUNDS; i++) {
			text = (struct text){0};
			outcomes_take(&naive->sets[i], &text);
			text_free(&text);
		}
		naive->preemptions = 0;
		naive->executions = 0;
		machine_start(machine, naive->search.mode, naive->search.argc,
			      naive->search.argv);
		go_everywhere(naive, 0, -1);
	} while (machine->promoted);
	told->good = naive->executions <= MOST_EXECUTIONS;
	for (int i = 0; i < BOUNDS; i++) {
		text = (struct text){0};
		outcomes_take(&naive->sets[i], &text);
		told->good &= text.length < TEXT_ROOM;
		snprintf(told->text[i], TEXT_ROOM, "%s", text_string(&text));
	}
}

_Noreturn static void be_naive(struct random_program *program,
			       struct told *told)
{
	static struct naive naive;
	struct check_options options = options_for(program);
	struct text why = {0};

	naive.search = (struct search){
		.machine = machine_open(&elf, &runtime_for_machine, &why),
		.mode = check_mode(&options),
		.argc = program->argc,
		.argv = program->argv,
		.all = true,
		.on_end = note_end,
		.context = &naive};
	runtime_catch_faults();
	search_naively(&naive, told);
	_exit(0);
}

static void ask_the_naive(struct random_program *program, struct told *told)
{
	pid_t child;
	int status;

	memset(told, 0, sizeof *told);
	fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		be_naive(program, told);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

/* A race makes everything else undefined: then only that it is found counts. */
static bool agree(const char *left, const char *right)
{
	if (strstr(left, "-race") || strstr(right, "-race"))
		return strstr(left, "-race") && strstr(right, "-race");
	return strcmp(left, right) == 0;
}

static void expect_like(const char *text, const struct outcome *outcome,
			const struct random_program *program, int bound)
{
	ck_assert_msg(agree(text, text_string(&outcome->outcomes)),
		      "mcheck --outcomes %s%s--preemptions=%d "
		      "tests/programs/random.c -- %s %s %s\nlevels:\n%s"
		      "expected:\n%s",
		      program->allow ? "--races=allow " : "",
		      program->spurious ? "" : "--spurious=off ", bound,
		      program->words[0], program->words[1], program->words[2],
		      text_string(&outcome->outcomes), text);
}

/* How many levels differed, so that the test tests something. */
static int compare_levels(struct random_program *program,
			  const struct told *told)
{
	struct check_options options = options_for(program);
	int differ = 0;

	options.explorer = &explorer_levels;
	options.bounded = true;
	for (int i = 0; i < BOUNDS; i++) {
		struct outcome outcome;

		options.preemptions = i;
		worker_check(&elf, &runtime, &options, &outcome);
		expect_like(told->text[i], &outcome, program, i);
		ck_assert(outcome.limit == LIMIT_NONE ||
			  outcome.statistics.complete_preemptions == i);
		differ +=
			i > 0 && strcmp(told->text[i], told->text[i - 1]) != 0;
		outcome_free(&outcome);
	}
	return differ;
}

/* To its end, both have taken each way from each state once. */
static void compare_whole(struct random_program *program)
{
	struct check_options options = options_for(program);
	struct outcome states, levels;

	worker_check(&elf, &runtime, &options, &states);
	options.explorer = &explorer_levels;
	worker_check(&elf, &runtime, &options, &levels);
	/* A livelock ends the search over states, and levels sees none. */
	if (!strstr(text_string(&states.outcomes), "livelock")) {
		expect_like(text_string(&states.outcomes), &levels, program,
			    INT_MAX);
		ck_assert_uint_eq(states.statistics.states,
				  levels.statistics.states);
		ck_assert_uint_eq(states.statistics.transitions,
				  levels.statistics.transitions);
		ck_assert_int_eq(levels.statistics.complete_preemptions,
				 ANY_PREEMPTIONS);
	}
	outcome_free(&states);
	outcome_free(&levels);
}

static void compile(const char *model)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};

	words_add(&request.files, model);
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(&elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
}

START_TEST(levels_are_those_of_a_naive_count)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS), done = 0;
	struct told *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct random_program program;
	int differ = 0;

	compile(top_path("tests/programs/random.c"));
	while (done < programs) {
		make_program(&seed, &program);
		ask_the_naive(&program, told);
		if (!told->good || strstr(told->text[0], "-race"))
			continue;
		/* Before it is known which words are shared, one step may have
		 * what are several later: outcomes of it need not be those of
		 * so few preemptions. */
		if (!program.allow)
			differ += compare_levels(&program, told);
		compare_whole(&program);
		done++;
	}
	printf("levels: %llu programs, %d levels that brought something\n",
	       (unsigned long long)programs, differ);
	/* Of a few there may be none of that kind. */
	ck_assert(differ > 0 || programs < PROGRAMS);
	munmap(told, sizeof *told);
}
END_TEST

/* The two searches beside each other, almost from the beginning. */
static struct outcome search_beside(uint64_t max_states)
{
	static char *argv[] = {"model", NULL};
	struct check_options options = {.alone_steps = 10,
					.max_states = max_states,
					.reduction = REDUCTION_GUARDS,
					.argc = 1,
					.argv = argv};
	struct outcome outcome;

	worker_check(&elf, &runtime, &options, &outcome);
	return outcome;
}

/* Which of the two comes first does not depend on how fast they are. */
static void expect_the_same(const struct outcome *left,
			    const struct outcome *right)
{
	const struct schedule *a = &left->failure.schedule;
	const struct schedule *b = &right->failure.schedule;

	ck_assert_int_eq(left->limit, right->limit);
	ck_assert_int_eq(left->failure.finding.class,
			 right->failure.finding.class);
	ck_assert_uint_eq(left->statistics.states, right->statistics.states);
	ck_assert_uint_eq(left->statistics.transitions,
			  right->statistics.transitions);
	ck_assert_int_eq(left->statistics.complete_preemptions,
			 right->statistics.complete_preemptions);
	ck_assert_uint_eq(a->count, b->count);
	if (a->count)
		ck_assert_mem_eq(a->decisions, b->decisions,
				 a->count * sizeof *a->decisions);
}

static const struct {
	const char *model;
	enum finding_class class;
} beside[] = {{"models/deadlock.c", FINDING_DEADLOCK},
	      {"models/philosophers.c", FINDING_DEADLOCK},
	      {"models/shared_state_broken.c", FINDING_USE_AFTER_FREE},
	      {"models/livelock.c", FINDING_LIVELOCK},
	      {"models/crash.c", FINDING_CRASH},
	      {"models/lost_wakeup.c", FINDING_LOST_WAKEUP},
	      {"models/shared_state.c", FINDING_NONE},
	      {"models/bounded_buffer.c", FINDING_NONE}};

START_TEST(two_searches_beside_each_other_find_what_one_finds)
{
	struct outcome first, second;

	compile(top_path(beside[_i].model));
	first = search_beside(0);
	ck_assert_int_eq(first.failure.finding.class, beside[_i].class);
	ck_assert_int_eq(first.limit, LIMIT_NONE);
	for (int i = 0; i < 5; i++) {
		second = search_beside(0);
		expect_the_same(&first, &second);
		outcome_free(&second);
	}
	outcome_free(&first);
}
END_TEST

START_TEST(limit_tells_how_many_preemptions_are_covered)
{
	struct outcome first, second;

	compile(top_path("models/philosophers_fixed.c"));
	first = search_beside(175);
	ck_assert_int_eq(first.limit, LIMIT_STATES);
	ck_assert_int_ge(first.statistics.complete_preemptions, 0);
	for (int i = 0; i < 5; i++) {
		second = search_beside(175);
		expect_the_same(&first, &second);
		outcome_free(&second);
	}
	outcome_free(&first);
}
END_TEST

/* States without end, and a deadlock a few steps from the beginning. */
START_TEST(what_is_near_is_found_where_all_has_no_end)
{
	const char *model = top_path("models/endless.c");
	struct run first, second;

	go_to_fresh_directory();
	first = run_mcheck("--no-trace", model);
	expect_verdict(&first, 1, "finding deadlock");
	expect_part(&first.out, "\n   6. T");
	ck_assert(!strstr(text_string(&first.out), "\n   7. "));
	second = run_mcheck("--no-trace", model);
	expect_same(&first.out, &second.out);
	run_free(&first);
	run_free(&second);
}
END_TEST

Suite *levels_suite(void)
{
	Suite *suite = suite_create("levels");
	TCase *tcase = tcase_create("levels");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, levels_are_those_of_a_naive_count);
	tcase_add_loop_test(tcase,
			    two_searches_beside_each_other_find_what_one_finds,
			    0, (int)(sizeof beside / sizeof *beside));
	tcase_add_test(tcase, limit_tells_how_many_preemptions_are_covered);
	tcase_add_test(tcase, what_is_near_is_found_where_all_has_no_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
