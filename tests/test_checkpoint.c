/* Checkpoints: a search that was stopped, wherever that was, comes to what it
 * would have come to without, down to the last count. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resumed.h"

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
		run = run_words(reference_words("parts.trace", with));
		resumed += strstr(text_string(&run.err),
				  "continuing from " CHECKPOINT) != NULL;
		if (run.code != 4) {
			expect_reference(&run, reference);
			run_free(&run);
			break;
		}
		expect_verdict(&run, 4, "limit states");
		expect_part(&run.err, " saved in " CHECKPOINT);
		ck_assert(file_exists(CHECKPOINT));
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

START_TEST(a_search_in_parts_ends_as_one_in_a_piece)
{
	expect_alike(counting_model, OPTIONS("-DN=3", "-DK=4"), 30);
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
	expect_alike(counting_model, OPTIONS("-DN=3", "-DK=6", "-DNEVER=60000"),
		     60);
}
END_TEST

START_TEST(a_livelock_after_resuming_has_the_same_loop)
{
	expect_alike(polite, NO_OPTIONS, 5);
}
END_TEST

START_TEST(cycles_are_followed_in_parts)
{
	expect_alike(turns_model, OPTIONS("-DN=3", "-DR=1"), 40);
	expect_alike(turns_model, OPTIONS("-DN=3", "-DR=3", "--reduction=off"),
		     150);
}
END_TEST

START_TEST(a_search_that_forgets_does_so_in_parts)
{
	expect_alike(counting_model, OPTIONS("-DN=4", "-DK=11", "--memory=1M"),
		     12000);
}
END_TEST

/* Executions that were cut in one part are not forgotten in the next. */
START_TEST(a_cut_in_any_part_counts)
{
	struct run whole, part;

	write_program(counting_model, "");
	whole = run_mcheck("--depth=14", "-DN=3", "-DK=4", "model.c");
	expect_verdict(&whole, 4, "limit depth");
	part = run_mcheck(OPTION, "--depth=14", "-DN=3", "-DK=4", "--states=60",
			  "model.c");
	expect_verdict(&part, 4, "limit states");
	run_free(&part);
	part = run_mcheck(OPTION, "--depth=14", "-DN=3", "-DK=4", "model.c");
	expect_part(&part.err, "continuing from " CHECKPOINT ": 60 states");
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

	write_program(counting_model, "");
	whole = run_words(options);
	expect_verdict(&whole, 4, "limit states");
	expect_part(&whole.out, "an estimate");
	part = run_mcheck(OPTION, "-DN=4", "-DK=7", "--states=1000", "model.c");
	expect_verdict(&part, 4, "limit states");
	run_free(&part);
	part = run_words(resumed);
	expect_part(&part.err, "continuing from " CHECKPOINT ": 1000 states");
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

	write_program(counting_model, "");
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

	expect_alike(counting_model, OPTIONS("-DN=3", "-DK=4", "-DSTORAGE="),
		     40);
	for (int i = 0; i < 2; i++) {
		run = run_mcheck(OPTION, "-DN=3", "-DK=4",
				 "-DSTORAGE=", "--states=50", "model.c");
		expect_verdict(&run, 4, "limit states");
		expect_part(&run.err, "50 states saved in ");
		run_free(&run);
	}
}
END_TEST

Suite *checkpoint_suite(void)
{
	Suite *suite = suite_create("checkpoint");
	TCase *parts = tcase_create("parts");

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
	return suite;
}
