/* Checkpoints: a search that was stopped or killed, wherever that was, comes to
 * what it would have come to without, down to the last count. */
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "explore/worker.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "support.h"

#define FILE_NAME "search.ck"
#define OPTION "--checkpoint=" FILE_NAME

/* The threads count in digits of their own: (K+1)^N states and some more.  The
 * state in which only the last one has counted, to its end, comes late. */
static const char count[] =
	"#include <assert.h>\n"
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"#ifndef NEVER\n"
	"#define NEVER 99999999\n"
	"#endif\n"
	"#ifndef STORAGE\n"
	"#define STORAGE static\n"
	"#endif\n"
	"static _Atomic unsigned sum;\n"
	"static void *worker(void *step)\n"
	"{\n"
	"\tunsigned now;\n"
	"\tfor (int i = 0; i < K; i++) {\n"
	"\t\tnow = atomic_fetch_add(&sum, *(unsigned *)step);\n"
	"\t\tassert(now != NEVER);\n"
	"\t}\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tSTORAGE unsigned step[4] = {1, 100, 10000, 1000000};\n"
	"\tpthread_t thread[N];\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &step[i]);\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

/* A mutex, a condition variable, a local variable and a block of the heap that
 * another thread uses, locks in both orders, a word (which no lock guards) that
 * proves to be shared only when much was explored, a block that is lost. */
static const char mixed[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
	"static int ready, rare;\n"
	"static atomic_int turns;\n"
	"static void *worker(void *local)\n"
	"{\n"
	"\tint *block = malloc(sizeof *block);\n"
	"\t*block = atomic_fetch_add_explicit(&turns, 1,\n"
	"\t\tmemory_order_relaxed);\n"
	"\tif (*block == 1)\n"
	"\t\trare++;\n"
	"\tpthread_mutex_lock(&m);\n"
	"\tpthread_mutex_lock(&n);\n"
	"\t*(int *)local += *block;\n"
	"\tready++;\n"
	"\tpthread_cond_signal(&c);\n"
	"\tpthread_mutex_unlock(&n);\n"
	"\tpthread_mutex_unlock(&m);\n"
	"\tif (*block)\n"
	"\t\tfree(block);\n"
	"\treturn 0;\n"
	"}\n"
	"static void turn_round(void)\n"
	"{\n"
	"\tpthread_mutex_lock(&n);\n"
	"\tpthread_mutex_unlock(&n);\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tint local = 0;\n"
	"\tpthread_t thread[2];\n"
	"\tturn_round();\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &local);\n"
	"\tpthread_mutex_lock(&m);\n"
	"\twhile (ready < 2)\n"
	"\t\tpthread_cond_wait(&c, &m);\n"
	"\tprintf(\"%d\\n\", local + rare);\n"
	"\tpthread_mutex_unlock(&m);\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

/* After some states, two threads make room for each other for ever. */
static const char polite[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"static atomic_int wants[2], before;\n"
	"static void *worker(void *which)\n"
	"{\n"
	"\tint i = *(int *)which;\n"
	"\tatomic_fetch_add(&before, 1);\n"
	"\tatomic_store(&wants[i], 1);\n"
	"\twhile (atomic_load(&wants[!i]) || atomic_load(&before) == 2)\n"
	"\t\t;\n"
	"\tatomic_store(&wants[i], 0);\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tstatic int which[2] = {0, 1};\n"
	"\tpthread_t thread[2];\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &which[i]);\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

/* Each waits for its turn, and tries again and again. */
static const char turns[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"static atomic_int turn, tries;\n"
	"static void *worker(void *which)\n"
	"{\n"
	"\tint i = *(int *)which;\n"
	"\tfor (; i < N * R; i += N) {\n"
	"\t\twhile (atomic_load(&turn) != i)\n"
	"\t\t\tatomic_fetch_xor(&tries, 1 << i % N);\n"
	"\t\tatomic_store(&turn, i + 1);\n"
	"\t}\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tstatic int which[3] = {0, 1, 2};\n"
	"\tpthread_t thread[N];\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &which[i]);\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

/* gcc returns the structure into the block without a hook.  With so much memory
 * that is not looked at often. */
static const char unseen[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"#include <stdlib.h>\n"
	"struct m { int tag; double d; };\n"
	"static atomic_int sum;\n"
	"char much[4 << 20];\n"
	"static struct m get(int i)\n"
	"{\n"
	"\tstruct m x; x.tag = i; x.d = i; return x;\n"
	"}\n"
	"static void *worker(void *step)\n"
	"{\n"
	"\tfor (int i = 0; i < 3; i++)\n"
	"\t\tif (atomic_fetch_add(&sum, *(int *)step) == 33) {\n"
	"\t\t\tstruct m *p = malloc(sizeof *p);\n"
	"\t\t\t*p = get(3);\n"
	"\t\t\tfree(p);\n"
	"\t\t}\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tstatic int step[2] = {1, 16};\n"
	"\tpthread_t thread[2];\n"
	"\tfor (int i = 0; i < 40; i++)\n"
	"\t\tatomic_fetch_add(&sum, much[i]);\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &step[i]);\n"
	"\tfor (int i = 0; i < 2; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The line that --stats makes, but for its seconds. */
static void take_stats(const struct run *run, char *stats, size_t size)
{
	const char *line = strstr(text_string(&run->err), "stats: "), *seconds;

	ck_assert_msg(line != NULL, "no stats: %s", text_string(&run->err));
	seconds = strstr(line, " seconds=");
	ck_assert_ptr_nonnull(seconds);
	snprintf(stats, size, "%.*s%s", (int)(seconds - line), line,
		 strchr(seconds + 1, ' '));
}

/* What a whole search says of model.c: on stdout, in numbers, in a trace. */
struct reference {
	struct text out;
	char stats[300];
	struct text trace;
};

#define MOST_WORDS 12

/* mcheck --stats --trace=TRACE with these options and model.c behind them. */
static const char *const *command(const char *trace,
				  const char *const options[])
{
	static const char *words[MOST_WORDS];
	static char option[40];
	int n = 0;

	snprintf(option, sizeof option, "--trace=%s", trace);
	words[n++] = mcheck_path();
	words[n++] = "--stats";
	words[n++] = option;
	while (*options)
		words[n++] = *options++;
	words[n++] = "model.c";
	words[n] = NULL;
	ck_assert_int_lt(n, MOST_WORDS);
	return words;
}

static struct reference make_reference(const char *const options[])
{
	struct run run = run_words(command("whole.trace", options));
	struct reference reference = {.out = run.out};

	ck_assert_msg(run.code == 0 || run.code == 1, "%s: %s", run.command,
		      text_string(&run.err));
	take_stats(&run, reference.stats, sizeof reference.stats);
	if (exists("whole.trace"))
		reference.trace = read_file("whole.trace");
	unlink("whole.trace");
	text_free(&run.err);
	return reference;
}

/* The name of the trace is part of what is printed. */
static void rename_trace(struct text *out)
{
	char *name = strstr(text_string(out), "parts.trace");

	if (name)
		memcpy(name, "whole", 5);
}

static void expect_reference(struct run *run, struct reference *reference)
{
	struct text trace = {0};
	char stats[300];

	rename_trace(&run->out);
	expect_same(&run->out, &reference->out);
	take_stats(run, stats, sizeof stats);
	ck_assert_str_eq(stats, reference->stats);
	if (exists("parts.trace"))
		trace = read_file("parts.trace");
	expect_same(&trace, &reference->trace);
	ck_assert_msg(!exists(FILE_NAME), "the checkpoint is still there");
	text_free(&trace);
}

static void reference_free(struct reference *reference)
{
	text_free(&reference->out);
	text_free(&reference->trace);
}

/* Stops each time after so many more states, and goes on. */
static void stop_and_go(const char *const options[], int states,
			struct reference *reference)
{
	int resumed = 0;

	for (int most = states;; most += states) {
		char limit[40];
		const char *with[MOST_WORDS] = {limit, OPTION};
		struct run run;

		for (int i = 0; options[i]; i++)
			with[2 + i] = options[i];
		snprintf(limit, sizeof limit, "--states=%d", most);
		run = run_words(command("parts.trace", with));
		resumed += strstr(text_string(&run.err),
				  "going on from " FILE_NAME) != NULL;
		if (run.code != 4) {
			expect_reference(&run, reference);
			run_free(&run);
			break;
		}
		expect_verdict(&run, 4, "limit states");
		expect_part(&run.err, FILE_NAME " has ");
		ck_assert(exists(FILE_NAME));
		run_free(&run);
	}
	ck_assert_int_gt(resumed, 0);
}

static void expect_alike(const char *model, const char *const options[],
			 int states)
{
	struct reference reference;

	write_program(model, "");
	reference = make_reference(options);
	stop_and_go(options, states, &reference);
	reference_free(&reference);
}

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_OPTIONS ((const char *const[]){NULL})

START_TEST(a_search_in_parts_ends_as_one_in_a_piece)
{
	expect_alike(count, OPTIONS("-DN=3", "-DK=4"), 30);
}
END_TEST

START_TEST(what_was_learned_on_the_way_is_kept)
{
	expect_alike(mixed, OPTIONS("--spurious=off"), 60);
}
END_TEST

START_TEST(spurious_wake_ups_are_explored_in_parts)
{
	expect_alike(mixed, NO_OPTIONS, 90);
}
END_TEST

START_TEST(outcomes_of_all_parts_are_listed)
{
	expect_alike(mixed, OPTIONS("--outcomes"), 100);
}
END_TEST

START_TEST(plain_accesses_are_explored_in_parts)
{
	expect_alike(mixed, OPTIONS("--races=allow", "--spurious=off"), 200);
}
END_TEST

START_TEST(a_finding_after_resuming_has_the_same_trace)
{
	expect_alike(count, OPTIONS("-DN=3", "-DK=6", "-DNEVER=60000"), 60);
}
END_TEST

START_TEST(a_livelock_after_resuming_has_the_same_loop)
{
	expect_alike(polite, NO_OPTIONS, 5);
}
END_TEST

START_TEST(cycles_are_followed_in_parts)
{
	expect_alike(turns, OPTIONS("-DN=3", "-DR=1"), 40);
	expect_alike(turns, OPTIONS("-DN=3", "-DR=3", "--reduction=off"), 150);
}
END_TEST

START_TEST(a_search_that_forgets_does_so_in_parts)
{
	expect_alike(count, OPTIONS("-DN=4", "-DK=11", "--memory=1M"), 12000);
}
END_TEST

/* Executions that were cut in one part are not forgotten in the next. */
START_TEST(a_cut_in_any_part_counts)
{
	struct run whole, part;

	write_program(count, "");
	whole = run_mcheck("--depth=14", "-DN=3", "-DK=4", "model.c");
	expect_verdict(&whole, 4, "limit depth");
	part = run_mcheck(OPTION, "--depth=14", "-DN=3", "-DK=4", "--states=60",
			  "model.c");
	expect_verdict(&part, 4, "limit states");
	run_free(&part);
	part = run_mcheck(OPTION, "--depth=14", "-DN=3", "-DK=4", "model.c");
	expect_part(&part.err, "going on from " FILE_NAME ": 60 states");
	expect_same(&part.out, &whole.out);
	run_free(&whole);
	run_free(&part);
}
END_TEST

/* At a limit as much is told as by a search in one piece. */
START_TEST(the_estimate_is_the_same)
{
	const char *const options[] = {mcheck_path(),   "-DN=4",   "-DK=7",
				       "--states=2600", "model.c", NULL};
	const char *const resumed[] = {
		mcheck_path(),   OPTION,    "-DN=4", "-DK=7",
		"--states=2600", "model.c", NULL};
	struct run whole, part;

	write_program(count, "");
	whole = run_words(options);
	expect_verdict(&whole, 4, "limit states");
	expect_part(&whole.out, "an estimate");
	part = run_mcheck(OPTION, "-DN=4", "-DK=7", "--states=1000", "model.c");
	expect_verdict(&part, 4, "limit states");
	run_free(&part);
	part = run_words(resumed);
	expect_part(&part.err, "going on from " FILE_NAME ": 1000 states");
	expect_same(&part.out, &whole.out);
	run_free(&whole);
	run_free(&part);
}
END_TEST

/* A change of memory that no hook tells is not undone, and a new process would
 * know nothing of it. */
START_TEST(what_was_not_seen_is_not_lost)
{
	struct run run;

	write_program(unseen, "");
	for (int states = 3; states <= 300; states += is_short_run() ? 30 : 3) {
		char limit[40];

		snprintf(limit, sizeof limit, "--states=%d", states);
		run = run_mcheck(OPTION, "--cc=gcc", limit, "model.c");
		ck_assert_int_eq(run.code, 4);
		if (strstr(text_string(&run.out), "limit unseen"))
			break;
		run_free(&run);
	}
	expect_verdict(&run, 4, "limit unseen");
	run_free(&run);
}
END_TEST

START_TEST(a_limit_that_is_not_raised_changes_nothing)
{
	struct run first, second;

	write_program(count, "");
	first = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	expect_verdict(&first, 4, "limit states");
	second = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	expect_same(&first.out, &second.out);
	run_free(&first);
	run_free(&second);
}
END_TEST

/* Who used it is known all through a search that began again for that. */
START_TEST(a_stack_that_others_use_is_no_reason_to_begin_again)
{
	struct run run;

	expect_alike(count, OPTIONS("-DN=3", "-DK=4", "-DSTORAGE="), 40);
	for (int i = 0; i < 2; i++) {
		run = run_mcheck(OPTION, "-DN=3", "-DK=4",
				 "-DSTORAGE=", "--states=50", "model.c");
		expect_verdict(&run, 4, "limit states");
		expect_part(&run.err, "has the search up to here, 50 states");
		run_free(&run);
	}
}
END_TEST

/* Killing. */

/* Written after every so many transitions, by a child that is waited for. */
#define EVERY(transitions) setenv("MCHECK_CHECKPOINT_EVERY", transitions, 1)

static void kill_again_and_again(const char *const options[], int times)
{
	struct reference reference = make_reference(options);
	const char *with[MOST_WORDS] = {OPTION};
	struct run run;
	int killed = 0;

	if (is_short_run())
		times = 2;
	for (int i = 0; options[i]; i++)
		with[1 + i] = options[i];
	srand(1);
	for (int i = 0; i < times; i++) {
		run = run_killed(command("parts.trace", with), FILE_NAME,
				 rand() % 60);
		/* Without the file all was said, and only exiting was left. */
		if (run.code != 128 + 9 || !exists(FILE_NAME))
			break;
		killed++;
		run_free(&run);
	}
	if (killed == times)
		run = run_words(command("parts.trace", with));
	expect_part(&run.err, "going on from " FILE_NAME);
	expect_reference(&run, &reference);
	ck_assert_int_gt(killed, 0);
	run_free(&run);
	reference_free(&reference);
}

START_TEST(a_search_killed_at_any_moment_is_verified_all_the_same)
{
	write_program(count, "");
	EVERY("5000");
	kill_again_and_again(OPTIONS("-DN=4", "-DK=12"), 8);
}
END_TEST

START_TEST(a_search_killed_at_any_moment_finds_the_same)
{
	write_program(count, "");
	EVERY("3000");
	kill_again_and_again(OPTIONS("-DN=4", "-DK=11", "-DNEVER=11000000"), 6);
}
END_TEST

START_TEST(a_search_with_cycles_is_killed)
{
	write_program(turns, "");
	EVERY("300");
	kill_again_and_again(OPTIONS("-DN=3", "-DR=30", "--reduction=off"), 5);
}
END_TEST

START_TEST(a_budget_keeps_the_search)
{
	struct run run;

	write_program(count, "");
	run = run_mcheck(OPTION, "-DN=4", "-DK=99", "--budget=300ms",
			 "model.c");
	expect_verdict(&run, 4, "limit budget");
	expect_part(&run.err, FILE_NAME " has the search up to here");
	run_free(&run);
	run = run_mcheck(OPTION, "-DN=4", "-DK=99", "--states=1", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.err, "going on from " FILE_NAME);
	run_free(&run);
}
END_TEST

START_TEST(what_a_killed_writer_left_beside_is_no_trouble)
{
	struct run run;

	write_program(count, "");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	run_free(&run);
	write_file(FILE_NAME ".new", "mcheck checkpoint 1\nhalf of it");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, "going on from " FILE_NAME ": 50 states");
	ck_assert(!exists(FILE_NAME) && !exists(FILE_NAME ".new"));
	run_free(&run);
}
END_TEST

START_TEST(ctrl_c_keeps_the_search)
{
	struct run run;

	write_program(count, "");
	run = run_interrupted((const char *const[]){mcheck_path(), OPTION,
						    "-DN=4", "-DK=99",
						    "model.c", NULL},
			      SIGINT, false);
	expect_verdict(&run, 4, "limit interrupted");
	expect_part(&run.err, FILE_NAME " has the search up to here");
	run_free(&run);
	run = run_mcheck(OPTION, "-DN=4", "-DK=99", "--states=1", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.err, "going on from " FILE_NAME);
	run_free(&run);
}
END_TEST

/* Refusing. */

/* Leaves model.c and a checkpoint of 50 states in a fresh directory. */
static void make_checkpoint(void)
{
	struct run run;

	write_program(count, "");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	expect_verdict(&run, 4, "limit states");
	run_free(&run);
}

/* The command is refused, and the file stays as it is. */
static void expect_kept_by(const char *const words[], const char *named)
{
	struct text before = read_file(FILE_NAME), after;
	struct run run = run_words(words);

	expect_refused(&run, named);
	after = read_file(FILE_NAME);
	expect_same(&before, &after);
	run_free(&run);
	text_free(&before);
	text_free(&after);
}

#define expect_kept(named, ...) \
	expect_kept_by(OPTIONS(mcheck_path(), OPTION, __VA_ARGS__), named)

START_TEST(a_changed_option_is_named)
{
	make_checkpoint();
	expect_kept(FILE_NAME "|another command|it had -DK=4|has -DK=5",
		    "-DN=3", "-DK=5", "model.c");
	expect_kept("another command|it had model.c|has --spurious=off",
		    "-DN=3", "-DK=4", "--spurious=off", "model.c");
	expect_kept("another command|had nothing more|has --", "-DN=3", "-DK=4",
		    "model.c", "--", "--stats");
}
END_TEST

START_TEST(how_far_it_goes_may_be_another_option)
{
	struct run run;

	make_checkpoint();
	run = run_mcheck(OPTION, "--budget=5m", "--memory=1G", "--quiet",
			 "-DN=3", "-DK=4", "--verbose", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, "going on from " FILE_NAME ": 50 states");
	run_free(&run);
}
END_TEST

START_TEST(a_changed_model_is_refused)
{
	make_checkpoint();
	write_file("model.c", "int main(void) { return 0; }\n");
	expect_kept("the model has changed|" FILE_NAME, "-DN=3", "-DK=4",
		    "model.c");
}
END_TEST

START_TEST(a_damaged_file_is_refused_whatever_the_damage)
{
	struct text file;

	make_checkpoint();
	file = read_file(FILE_NAME);
	for (size_t at = 25; at < file.length; at += file.length / 9) {
		file.bytes[at] ^= 4;
		write_bytes(FILE_NAME, file.bytes, file.length);
		expect_kept(FILE_NAME "|damaged or cut off", "-DN=3", "-DK=4",
			    "model.c");
		file.bytes[at] ^= 4;
	}
	for (size_t cut = 1; file.length > cut + 20; cut *= 7) {
		write_bytes(FILE_NAME, file.bytes, file.length - cut);
		expect_kept(FILE_NAME "|damaged or cut off", "-DN=3", "-DK=4",
			    "model.c");
	}
	text_free(&file);
}
END_TEST

START_TEST(a_file_that_is_no_checkpoint_is_left_alone)
{
	write_program(count, "");
	write_file(FILE_NAME, "dear diary\n");
	expect_kept(FILE_NAME "|is no checkpoint", "-DN=3", "-DK=4", "model.c");
	write_file(FILE_NAME, "");
	expect_kept(FILE_NAME "|is no checkpoint", "-DN=3", "-DK=4", "model.c");
	ck_assert(!exists(FILE_NAME ".new"));
}
END_TEST

START_TEST(a_place_where_none_can_be_is_refused_at_once)
{
	struct run run;

	write_program(count, "");
	run = run_mcheck("--checkpoint=nowhere/x", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, "nowhere/x|No such file");
	run_free(&run);
	run = run_mcheck("--checkpoint=.", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, ".|Is a directory");
	run_free(&run);
	run = run_mcheck("--checkpoint=/dev/null", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, "/dev/null");
	run_free(&run);
	run = run_mcheck(OPTION, "--explorer=brute", "model.c");
	expect_refused(&run, "--checkpoint|only the states explorer");
	run_free(&run);
	run = run_mcheck(OPTION, "--explorer=dpor", "model.c");
	expect_refused(&run, "--checkpoint|only the states explorer");
	run_free(&run);
	run = run_mcheck(OPTION, "--random=10", "model.c");
	expect_refused(&run, "--checkpoint|at random");
	run_free(&run);
	run = run_mcheck(OPTION, "--preemptions=2", "model.c");
	expect_refused(&run, "--checkpoint|--preemptions");
	run_free(&run);
}
END_TEST

/* Files of mcheck and of the compiler are small; the checkpoint grows. */
START_TEST(a_full_disk_is_told_once_and_the_search_goes_on)
{
	struct run run;
	const char *warning;

	write_program(count, "");
	EVERY("20000");
	run = run_words((const char *const[]){
		"sh", "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\"",
		mcheck_path(), OPTION, "-DN=4", "-DK=14", "model.c", NULL});
	expect_verdict(&run, 0, "verified");
	warning = strstr(text_string(&run.err), "cannot write the checkpoint");
	ck_assert_msg(warning != NULL, "no warning: %s", text_string(&run.err));
	ck_assert_ptr_null(strstr(warning + 1, "cannot write"));
	ck_assert(!exists(FILE_NAME) && !exists(FILE_NAME ".new"));
	run_free(&run);
}
END_TEST

/* Random programs, as in the differential test. */

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};

#define PROGRAMS 40

static struct outcome explore(const struct elf *elf, char **argv, bool all,
			      bool reduced, uint64_t states, const char *path)
{
	struct check_options options = {
		.outcomes = all,
		.reduction = reduced ? REDUCTION_ON : REDUCTION_OFF,
		.max_states = states,
		.argc = 4,
		.argv = argv,
		.checkpoint = {.path = path},
	};
	struct outcome outcome;

	worker_check(elf, &runtime, &options, &outcome);
	return outcome;
}

static void compare_statistics(const struct statistics *a,
			       const struct statistics *b)
{
	ck_assert_uint_eq(a->states, b->states);
	ck_assert_uint_eq(a->transitions, b->transitions);
	ck_assert_uint_eq(a->executions, b->executions);
	ck_assert_uint_eq(a->depth, b->depth);
	ck_assert_uint_eq(a->bytes, b->bytes);
	ck_assert_uint_eq(a->leaked, b->leaked);
	ck_assert_uint_eq(a->unfinished.count, b->unfinished.count);
	ck_assert_uint_eq(a->unjoined.count, b->unjoined.count);
	ck_assert_uint_eq(a->threads, b->threads);
	ck_assert_uint_eq(a->weak, b->weak);
}

/* A part that ends when the search is about to begin again does not go on to
 * the path's end before that.  What would have been seen there without a race
 * that is found later may be missing, as may be footprints. */
static void compare_outcomes(const struct outcome *a, const struct outcome *b,
			     bool reduced)
{
	const struct schedule *left = &a->failure.schedule;
	const struct schedule *right = &b->failure.schedule;
	bool race = finding_is_race(a->failure.finding.class);

	ck_assert_int_eq(a->limit, b->limit);
	ck_assert_int_eq(a->failure.finding.class, b->failure.finding.class);
	if (!race)
		ck_assert_str_eq(text_string(&a->outcomes),
				 text_string(&b->outcomes));
	if (race || reduced)
		return;
	ck_assert_uint_eq(left->count, right->count);
	ck_assert_mem_eq(left->decisions, right->decisions,
			 left->count * sizeof *left->decisions);
	ck_assert_uint_eq(a->cycle_count, b->cycle_count);
	compare_statistics(&a->statistics, &b->statistics);
}

/* One program, whole and in parts. */
static void compare_program(const struct elf *elf, int seed)
{
	char words[3][8], *argv[5] = {(char[]){"random"}, words[0], words[1],
				      words[2], NULL};
	struct outcome whole, part;
	uint64_t states = 0;
	bool all = seed % 2, reduced = seed / 2 % 2;

	srand((unsigned)seed);
	for (int i = 0; i < 3; i++)
		snprintf(words[i], sizeof words[i], "%x",
			 0x101 + (unsigned)rand() % 0xffff);
	whole = explore(elf, argv, all, reduced, 0, NULL);
	for (;;) {
		states += whole.statistics.states / 4 + 1;
		part = explore(elf, argv, all, reduced, states, FILE_NAME);
		if (part.limit != LIMIT_STATES)
			break;
		outcome_free(&part);
	}
	compare_outcomes(&part, &whole, reduced);
	unlink(FILE_NAME);
	outcome_free(&part);
	outcome_free(&whole);
}

START_TEST(random_programs_end_alike_in_parts)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct elf elf;
	const char *programs = getenv("MCHECK_PROGRAMS");
	const char *seed = getenv("MCHECK_SEED");
	int count_of = programs ? atoi(programs) / 4 : PROGRAMS;

	words_add(&request.files, top_path("tests/programs/random.c"));
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(&elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
	go_to_fresh_directory();
	/* Each part says on stderr that it goes on. */
	ck_assert_ptr_nonnull(freopen("stderr", "w", stderr));
	for (int i = 0; i < count_of; i++)
		compare_program(&elf, i + (seed ? atoi(seed) : 1));
}
END_TEST

Suite *checkpoint_suite(void)
{
	Suite *suite = suite_create("checkpoint");
	TCase *parts = tcase_create("parts"), *kills = tcase_create("kills");
	TCase *refusals = tcase_create("refusals");
	TCase *programs = tcase_create("random programs");

	tcase_add_test(parts, a_search_in_parts_ends_as_one_in_a_piece);
	tcase_add_test(parts, what_was_learned_on_the_way_is_kept);
	tcase_add_test(parts, spurious_wake_ups_are_explored_in_parts);
	tcase_add_test(parts, outcomes_of_all_parts_are_listed);
	tcase_add_test(parts, plain_accesses_are_explored_in_parts);
	tcase_add_test(parts, a_finding_after_resuming_has_the_same_trace);
	tcase_add_test(parts, a_livelock_after_resuming_has_the_same_loop);
	tcase_add_test(parts, cycles_are_followed_in_parts);
	tcase_add_test(parts, a_search_that_forgets_does_so_in_parts);
	tcase_add_test(parts, a_cut_in_any_part_counts);
	tcase_add_test(parts, the_estimate_is_the_same);
	tcase_add_test(parts, what_was_not_seen_is_not_lost);
	tcase_add_test(parts, a_limit_that_is_not_raised_changes_nothing);
	tcase_add_test(parts,
		       a_stack_that_others_use_is_no_reason_to_begin_again);
	suite_add_tcase(suite, parts);
	tcase_add_test(kills,
		       a_search_killed_at_any_moment_is_verified_all_the_same);
	tcase_add_test(kills, a_search_killed_at_any_moment_finds_the_same);
	tcase_add_test(kills, what_a_killed_writer_left_beside_is_no_trouble);
	tcase_add_test(kills, a_search_with_cycles_is_killed);
	tcase_add_test(kills, a_budget_keeps_the_search);
	tcase_add_test(kills, ctrl_c_keeps_the_search);
	suite_add_tcase(suite, kills);
	tcase_add_test(refusals, a_changed_option_is_named);
	tcase_add_test(refusals, how_far_it_goes_may_be_another_option);
	tcase_add_test(refusals, a_changed_model_is_refused);
	tcase_add_test(refusals, a_damaged_file_is_refused_whatever_the_damage);
	tcase_add_test(refusals, a_file_that_is_no_checkpoint_is_left_alone);
	tcase_add_test(refusals, a_place_where_none_can_be_is_refused_at_once);
	tcase_add_test(refusals,
		       a_full_disk_is_told_once_and_the_search_goes_on);
	suite_add_tcase(suite, refusals);
	tcase_set_timeout(programs, 1200);
	tcase_add_test(programs, random_programs_end_alike_in_parts);
	suite_add_tcase(suite, programs);
	return suite;
}
