/* The execution that is shown: on random small programs, against the best of
 * all executions, found by a search so naive that it only compares. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agree.h"
#include "explore/levels/levels.h"
#include "explore/run/worker.h"
#include "runtime/runtime.h"

#define PROGRAMS 500
#define DEFAULT_SEED 20261129u
/* Programs with more executions are left out. */
#define MOST_EXECUTIONS 4000
#define DEEPEST 1000

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};
static struct elf elf;

struct program {
	char words[3][24];
	char *argv[5];
	int argc;
	bool spurious, malloc_fails;
};

/* How simple an execution is. */
struct rank {
	uint32_t preemptions, spurious, steps;
	bool exists;
};

struct naive {
	struct search search;
	struct search_result result;
	struct rank now; /* of the execution at hand */
	struct passed {
		hash128 state;
		int last;
	} path[DEEPEST];
	uint64_t executions;
	/* By class: of all, and of those with nothing spurious. */
	struct rank best[FINDING_CLASS_COUNT], plain[FINDING_CLASS_COUNT];
};

/* What the naive search is told, and tells. */
struct told {
	struct decision shown[DEEPEST];
	uint32_t count;
	enum finding_class class;
	bool good;
	struct rank rank, best; /* of the schedule; of all executions */
};

/* Two threads of up to four operations, or three of up to two. */
static void make_program(uint64_t *random, struct program *program)
{
	int threads = next_random(random) % 4 ? 2 : 3;
	uint64_t favourite = next_random(random) % 16;

	*program = (struct program){.argc = threads + 1};
	program->spurious = next_random(random) % 4;
	program->malloc_fails = next_random(random) % 8 == 0;
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

static struct check_options options_for(struct program *program)
{
	return (struct check_options){.no_spurious = !program->spurious,
				      .malloc_fails = program->malloc_fails,
				      .reduction = REDUCTION_ON,
				      .argc = program->argc,
				      .argv = program->argv};
}

static bool is_simpler(struct rank left, struct rank right)
{
	if (!left.exists || !right.exists)
		return left.exists;
	if (left.preemptions != right.preemptions)
		return left.preemptions < right.preemptions;
	if (left.spurious != right.spurious)
		return left.spurious < right.spurious;
	return left.steps < right.steps;
}

static void note(struct rank *best, struct rank now)
{
	now.exists = true;
	if (is_simpler(now, *best))
		*best = now;
}

static void note_end(struct naive *naive)
{
	enum finding_class class = naive->search.machine->finding.class;

	naive->executions++;
	if (class == FINDING_NONE)
		return;
	note(&naive->best[class], naive->now);
	if (naive->now.spurious == 0)
		note(&naive->plain[class], naive->now);
}

/* To where it was with the same thread last: what is behind it is behind the
 * first one, too, and that in fewer steps. */
static bool comes_back(struct naive *naive, int last)
{
	hash128 state = machine_fingerprint(naive->search.machine);

	naive->path[naive->now.steps] = (struct passed){state, last};
	for (uint32_t i = 0; i < naive->now.steps; i++)
		if (naive->path[i].state == state &&
		    naive->path[i].last == last)
			return true;
	return false;
}

static void take(struct naive *naive, int last, struct decision way)
{
	struct machine *machine = naive->search.machine;

	naive->now.steps++;
	naive->now.preemptions +=
		last >= 0 && way.thread != last &&
		machine->threads[last].op.kind != OP_PAUSE &&
		machine_alternatives(machine, last, false) > 0;
	naive->now.spurious +=
		machine_is_spurious(machine, way.thread,
				    (int)way.alternative) ||
		(way.kind == OP_ALLOCATE && way.alternative == 1);
	machine_step(machine, way.thread, (int)way.alternative);
}

static void go_everywhere(struct naive *naive, int last)
{
	struct machine *machine = naive->search.machine;
	size_t mark = undo_mark(&machine->undo);
	struct rank before = naive->now;
	struct decision ways[64];
	int count;

	if (machine_over(machine)) {
		explore_note_end(&naive->search, &naive->result);
		note_end(naive);
		return;
	}
	if (naive->now.steps == DEEPEST - 1 || comes_back(naive, last) ||
	    naive->executions > MOST_EXECUTIONS)
		return;
	count = explore_ways(machine, last, ways);
	for (int i = 0; i < count; i++) {
		take(naive, last, ways[i]);
		explore_judge(&naive->search, &naive->result);
		go_everywhere(naive, ways[i].thread);
		machine_return(machine, mark);
		machine->limit = LIMIT_NONE;
		naive->now = before;
	}
}

static void start(struct naive *naive)
{
	naive->now = (struct rank){0};
	machine_start(naive->search.machine, naive->search.mode,
		      naive->search.argc, naive->search.argv);
}

/* Begins again, as long as words prove to be shared. */
static void search_naively(struct naive *naive, struct told *told)
{
	enum finding_class class = told->class;
	struct machine *machine = naive->search.machine;

	do {
		memset(naive->best, 0, sizeof naive->best);
		memset(naive->plain, 0, sizeof naive->plain);
		naive->executions = 0;
		start(naive);
		go_everywhere(naive, -1);
	} while (machine->promoted);
	told->good = naive->executions <= MOST_EXECUTIONS;
	told->best = naive->plain[class].exists ? naive->plain[class]
						: naive->best[class];
	start(naive);
	for (uint32_t i = 0; i < told->count; i++)
		take(naive, i ? told->shown[i - 1].thread : -1, told->shown[i]);
	told->rank = naive->now;
}

_Noreturn static void be_naive(struct program *program, struct told *told)
{
	static struct naive naive;
	struct check_options options = options_for(program);
	struct text why = {0};

	naive.search = (struct search){
		.machine = machine_open(&elf, &runtime_for_machine, &why),
		.mode = check_mode(&options),
		.argc = program->argc,
		.argv = program->argv};
	runtime_catch_faults();
	search_naively(&naive, told);
	_exit(0);
}

static void ask_the_naive(struct program *program, struct told *told)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		be_naive(program, told);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

/* Is there one to compare, with at most so many steps? */
static bool find(const struct check_options *options, struct told *told)
{
	const struct schedule *schedule;
	struct outcome outcome;

	memset(told, 0, sizeof *told);
	worker_check(&elf, &runtime, options, &outcome);
	schedule = &outcome.failure.schedule;
	told->class = outcome.failure.finding.class;
	told->count = schedule->count;
	if (schedule->count && schedule->count < DEEPEST)
		memcpy(told->shown, schedule->decisions,
		       schedule->count * sizeof *schedule->decisions);
	outcome_free(&outcome);
	return told->class != FINDING_NONE && told->class != FINDING_LIVELOCK &&
	       told->count < DEEPEST;
}

static void expect_best(const struct told *told, const struct program *program)
{
	ck_assert_msg(
		told->rank.preemptions == told->best.preemptions &&
			told->rank.spurious == told->best.spurious &&
			told->rank.steps == told->best.steps,
		"mcheck %s%stests/programs/random.c -- %s %s %s: %s with %u "
		"preemptions, %u spurious, %u steps; best: %u, %u, %u",
		program->spurious ? "" : "--spurious=off ",
		program->malloc_fails ? "--malloc-may-fail " : "",
		program->words[0], program->words[1], program->words[2],
		finding_class_name(told->class), told->rank.preemptions,
		told->rank.spurious, told->rank.steps, told->best.preemptions,
		told->best.spurious, told->best.steps);
}

/* So that the test tests something. */
struct tally {
	int compared, preempted, spurious;
};

static void compare(struct program *program, struct check_options *options,
		    struct told *told, struct tally *tally)
{
	if (!find(options, told))
		return;
	ask_the_naive(program, told);
	if (!told->good)
		return;
	expect_best(told, program);
	tally->compared++;
	tally->preempted += told->rank.preemptions > 0;
	tally->spurious += told->rank.spurious > 0;
}

static struct told *room_for_told(void)
{
	struct told *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(told, MAP_FAILED);
	return told;
}

START_TEST(no_execution_is_simpler_than_the_one_shown)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS);
	struct told *told = room_for_told();
	struct tally tally = {0};
	struct program program;

	compile_random("tests/programs/random.c", &elf);
	for (uint64_t i = 0; i < programs; i++) {
		struct check_options options;

		make_program(&seed, &program);
		options = options_for(&program);
		compare(&program, &options, told, &tally);
		options.random =
			(struct random_plan){.executions = 50, .seed = i};
		options.explorer = &explorer_random;
		compare(&program, &options, told, &tally);
	}
	printf("shortest: %d executions compared, %d with a preemption, %d "
	       "with something spurious\n",
	       tally.compared, tally.preempted, tally.spurious);
	fflush(stdout);
	ck_assert(programs < PROGRAMS ||
		  (tally.preempted > 5 && tally.spurious > 2));
	munmap(told, sizeof *told);
}
END_TEST

static const struct {
	const char *model, *option;
	const char *last, *beyond; /* there is such a step, and none such */
	const char *spurious;      /* NULL: nothing happens by itself */
} shown[] = {
	{"tests/programs/bank.c", "--no-trace", "\n   9. ", "\n  10. ", NULL},
	{"tests/programs/bank.c", "--random=20", "\n   9. ", "\n  10. ", NULL},
	{"models/bounded_buffer_if.c", "--no-trace", "\n  29. ", "\n  30. ",
	 NULL},
	{"tests/programs/wakes_alone.c", "--no-trace", "\n   7. ", "\n   8. ",
	 "T2 take        wakes spuriously from there"},
};

START_TEST(report_is_as_short_as_the_bug)
{
	const char *model = top_path(shown[_i].model);
	struct run run;

	go_to_fresh_directory();
	run = run_mcheck(shown[_i].option, model);
	ck_assert_int_eq(run.code, 1);
	expect_part(&run.out, shown[_i].last);
	ck_assert(!strstr(text_string(&run.out), shown[_i].beyond));
	if (shown[_i].spurious)
		expect_part(&run.out, shown[_i].spurious);
	else
		ck_assert(!strstr(text_string(&run.out), "spuriously"));
	run_free(&run);
}
END_TEST

Suite *shortest_suite(void)
{
	Suite *suite = suite_create("shortest");
	TCase *tcase = tcase_create("shortest");

	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, report_is_as_short_as_the_bug, 0,
			    (int)(sizeof shown / sizeof *shown));
	tcase_add_test(tcase, no_execution_is_simpler_than_the_one_shown);
	suite_add_tcase(suite, tcase);
	return suite;
}
