/* Executions at random: the bound, what they find, what they never say. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "explore/random/pct.h"
#include "report/text/random.h"
#include "support.h"

/* N threads that each increment x by a load and a store, K other steps before
 * and after: the increment of one is lost only when it is interrupted between
 * the two, a bug of depth 2. */
static const char lost_update[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n"
	"static atomic_int x, other;\n"
	"static void *run(void *a)\n{\n"
	"\tfor (int i = 0; i < K; i++)\n\t\tother++;\n"
	"\tint old = atomic_load(&x);\n\tatomic_store(&x, old + 1);\n"
	"\tfor (int i = 0; i < K; i++)\n\t\tother++;\n\treturn a;\n}\n"
	"int main(void)\n{\n\tpthread_t t[N];\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_create(&t[i], 0, run, 0);\n"
	"\tfor (int i = 0; i < N; i++)\n\t\tpthread_join(t[i], 0);\n"
	"\tassert(x == N);\n}\n";

/* A thread that counts how often it looks: it never comes back to a state. */
static const char counts[] =
	"#include <pthread.h>\n#include <stdatomic.h>\n"
	"static atomic_int ready, looks;\n"
	"static void *look(void *a)\n"
	"{\n\twhile (!ready)\n\t\tlooks++;\n\treturn a;\n}\n"
	"int main(void)\n{\n\tpthread_t t;\n"
	"\tpthread_create(&t, 0, look, 0);\n"
	"#ifndef NEVER\n\tready = 1;\n#endif\n"
	"\tpthread_join(t, 0);\n}\n";

/* The same without counting: it spins. */
static const char spins[] =
	"#include <pthread.h>\n#include <stdatomic.h>\n"
	"static atomic_int turn;\n"
	"static void *look(void *a)\n"
	"{\n\tfor (int i = 0; i < 20; i++) {\n"
	"\t\twhile (turn != 1)\n\t\t\t;\n\t\tturn = 0;\n\t}\n"
	"\treturn a;\n}\n"
	"int main(void)\n{\n\tpthread_t t;\n"
	"\tpthread_create(&t, 0, look, 0);\n"
	"\tfor (int i = 0; i < 20; i++) {\n"
	"\t\twhile (turn != 0)\n\t\t\t;\n\t\tturn = 1;\n\t}\n"
	"\tpthread_join(t, 0);\n}\n";

/* The model as model.c in a fresh directory. */
static void write_model(const char *model)
{
	go_to_fresh_directory();
	write_file("model.c", model);
}

static bool is_near(double a, double b)
{
	double off = a > b ? a - b : b - a;

	return off <= 1e-12 + 1e-9 * b;
}

/* The number behind `key` in the text, which must be there. */
static unsigned long long number_after(const struct text *text, const char *key)
{
	const char *at = strstr(text_string(text), key);

	ck_assert_msg(at != NULL, "no '%s' in:\n%s", key, text_string(text));
	return strtoull(at + strlen(key), NULL, 10);
}

/* The bound. */

START_TEST(bound_is_that_of_the_paper)
{
	/* (1 - 1/(n k^(d-1)))^N, by hand. */
	ck_assert(is_near(pct_miss(2, 10, 1, 1), 0.5));
	ck_assert(is_near(pct_miss(2, 10, 1, 3), 0.125));
	ck_assert(is_near(pct_miss(2, 10, 2, 1), 0.95));
	ck_assert(is_near(pct_miss(2, 10, 2, 2), 0.9025));
	ck_assert(is_near(pct_miss(4, 5, 3, 2), 0.99 * 0.99));
	/* (1 - 10^-3)^1000 and (1 - 10^-6)^10^6, as others compute them. */
	ck_assert(is_near(pct_miss(10, 10, 3, 1000), 0.36769542477096373));
	ck_assert(is_near(pct_miss(1, 1000, 3, 1000000), 0.36787925723165));
}
END_TEST

START_TEST(bound_holds_at_its_edges)
{
	ck_assert(is_near(pct_miss(3, 9, 2, 0), 1));
	ck_assert(is_near(pct_miss(1, 9, 1, 1), 0));
	ck_assert(pct_miss(2, 9, 1, 500) > 0);
	/* So improbable that 1 - p is 1 in a double. */
	ck_assert(is_near(1 - pct_miss(100, 100000, 5, 100000000000000000u),
			  1e-5 / 1e-0 * 0.99999500001));
	ck_assert(pct_miss(128, UINT64_MAX, 9, UINT64_MAX) <= 1);
}
END_TEST

static void expect_percent(double probability, const char *words)
{
	struct text text = {0};

	report_percent(probability, &text);
	ck_assert_str_eq(text_string(&text), words);
	text_free(&text);
}

START_TEST(percent_is_rounded_up)
{
	expect_percent(0, "0.0 %");
	expect_percent(1e-300, "0.1 %");
	expect_percent(0.0301, "3.1 %");
	expect_percent(0.5, "50.0 %");
	expect_percent(0.9999, "100.0 %");
	expect_percent(1, "100.0 %");
}
END_TEST

START_TEST(bound_that_is_printed_is_computed_from_what_was_seen)
{
	struct run run = run_mcheck("--random=300", "--bug-depth=2",
				    top_path("models/counter_mutex.c"));

	expect_verdict(&run, 4, "limit random");
	/* The first one gave k = 10: 299 count.  (1 - 1/30)^299 is 0.00004. */
	expect_part(&run.out, "a bug of depth 2 is missed with probability at "
			      "most 0.1 %");
	expect_part(&run.out, "for 3 threads and executions of at most 10 "
			      "steps");
	run = run_mcheck("--random=31", "--bug-depth=2",
			 top_path("models/counter_mutex.c"));
	/* (1 - 1/30)^30 = 0.36166 */
	expect_part(&run.out, "probability at most 36.2 %");
}
END_TEST

START_TEST(depths_come_in_turn)
{
	struct run run =
		run_mcheck("--random=90", top_path("models/counter_mutex.c"));

	/* (2/3)^30, (29/30)^30, (299/300)^30 */
	expect_part(&run.out, "1 is missed with probability at most 0.1 %");
	expect_part(&run.out, "2 is missed with probability at most 36.2 %");
	expect_part(&run.out, "3 is missed with probability at most 90.5 %");
	ck_assert(!strstr(text_string(&run.out), "depth 4"));
}
END_TEST

/* How often PCT really finds a bug of depth 2, against what it promises. */
START_TEST(bug_is_found_as_often_as_promised)
{
	unsigned long long sum = 0;
	write_model(lost_update);
	for (int seed = 1; seed <= 40; seed++) {
		char word[32];
		struct run run;

		snprintf(word, sizeof word, "--seed=%d", seed);
		run = run_mcheck("--no-trace", "--random=100000", word,
				 "--bug-depth=2", "-DN=2", "-DK=10", "model.c");
		expect_verdict(&run, 1, "finding assertion");
		sum += number_after(&run.out, "execution ");
		run_free(&run);
	}
	/* n = 3, k = 51: after 153 executions each, on average, at the most. */
	ck_assert_uint_le(sum, 40 * 153);
}
END_TEST

/* The numbers. */

START_TEST(random_numbers_are_splitmix64)
{
	/* The first three of seed 1234567, as published with it. */
	struct random_stream stream = {1234567};

	ck_assert_uint_eq(random_next(&stream), 6457827717110365317u);
	ck_assert_uint_eq(random_next(&stream), 3203168211198807973u);
	ck_assert_uint_eq(random_next(&stream), 9817491932198370423u);
}
END_TEST

START_TEST(numbers_below_are_below_and_all_come)
{
	struct random_stream stream = random_open(1, 0);
	unsigned count[7] = {0};

	for (int i = 0; i < 7000; i++)
		count[random_below(&stream, 7)]++;
	for (int i = 0; i < 7; i++)
		ck_assert(count[i] > 850 && count[i] < 1150);
	ck_assert_uint_eq(random_below(&stream, 1), 0);
}
END_TEST

/* What is found. */

static const struct {
	const char *model, *verdict;
} findings[] = {
	{"models/counter.c", "finding data-race"},
	{"models/deadlock.c", "finding deadlock"},
	{"models/philosophers.c", "finding deadlock"},
	{"models/lost_wakeup.c", "finding lost-wakeup"},
	{"models/peterson_broken.c", "finding data-race"},
	{"models/use_after_free.c", "finding use-after-free"},
	{"models/bounded_buffer_if.c", "finding assertion"},
	{"models/channel_stuck.c", "finding deadlock"},
	{"models/livelock.c", "finding livelock"},
};

START_TEST(finds_what_is_wrong_in_few_executions)
{
	struct run run;

	go_to_fresh_directory();
	run = run_mcheck("--random=1000", "--trace=x.trace",
			 top_path(findings[_i].model));
	expect_verdict(&run, 1, findings[_i].verdict);
	expect_part(&run.out, "Found at random: execution ");
	expect_part(&run.out, " of 1000, seed 1\n");
}
END_TEST

START_TEST(counter_loses_an_update_where_races_are_allowed)
{
	struct run run =
		run_mcheck("--no-trace", "--random=200", "--races=allow",
			   top_path("models/counter.c"));

	expect_verdict(&run, 1, "finding assertion");
}
END_TEST

START_TEST(leak_is_found_when_it_is_an_error)
{
	struct run run = run_mcheck("--no-trace", "--random=100",
				    "--leaks=error", top_path("models/leak.c"));

	expect_verdict(&run, 1, "finding leak");
}
END_TEST

/* malloc fails seldom, and does. */
START_TEST(luck_comes)
{
	struct run run;

	write_model("#include <stdlib.h>\n"
		    "int main(void)\n{\n"
		    "\tfor (int i = 0; i < 20; i++)\n"
		    "\t\tfree(malloc(1));\n"
		    "\t*(char *)malloc(1) = 1;\n}\n");
	run = run_mcheck("--no-trace", "--random=500", "--malloc-may-fail",
			 "model.c");
	expect_verdict(&run, 1, "finding bad-pointer");
}
END_TEST

START_TEST(choices_are_made_at_random)
{
	struct run run;

	write_model("#include <mc.h>\n"
		    "int main(void)\n{\n"
		    "\tmc_assert(mc_choose(10) + 10 * mc_choose(10) != 37);\n"
		    "}\n");
	run = run_mcheck("--no-trace", "--random=2000", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run = run_mcheck("--no-trace", "--random=5", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "choices of data");
}
END_TEST

START_TEST(finding_is_replayed_byte_for_byte)
{
	struct run found, replayed;
	struct text trace;

	write_model(lost_update);
	found = run_mcheck("--random=5000", "--seed=5", "-DN=2", "-DK=3",
			   "model.c");
	expect_verdict(&found, 1, "finding assertion");
	trace = read_file("model.trace");
	expect_part(&trace, " explorer=random ");
	expect_part(&trace, " random=5000 seed=5 found=");
	replayed = run_mcheck("replay", "model.trace");
	ck_assert_int_eq(replayed.code, 1);
	expect_same(&found.out, &replayed.out);
}
END_TEST

/* Ten million increments have too many states.  The finding is made simple all
 * the same, by bounded searches. */
START_TEST(large_model_is_no_obstacle)
{
	struct run run;

	write_model(lost_update);
	run = run_mcheck("--no-trace", "--random=100000", "-DN=8", "-DK=50",
			 "model.c");
	expect_verdict(&run, 1, "finding assertion");
}
END_TEST

/* The seed. */

START_TEST(same_seed_gives_the_same_bytes)
{
	struct run first, second;

	write_model(lost_update);
	first = run_mcheck("--no-trace", "--random=3000", "--seed=9", "-DN=2",
			   "-DK=20", "model.c");
	second = run_mcheck("--no-trace", "--random=3000", "--seed=9", "-DN=2",
			    "-DK=20", "model.c");
	expect_same(&first.out, &second.out);
}
END_TEST

static unsigned long long found_with(const char *seed)
{
	struct run run = run_mcheck("--no-trace", "--random=100000", seed,
				    "-DN=2", "-DK=20", "model.c");

	expect_verdict(&run, 1, "finding assertion");
	return number_after(&run.out, "execution ");
}

START_TEST(other_seeds_give_other_executions)
{
	unsigned long long one, two, three;

	write_model(lost_update);
	one = found_with("--seed=1");
	two = found_with("--seed=2");
	three = found_with("--seed=18446744073709551615");
	ck_assert(one != two || two != three);
	ck_assert_uint_eq(one, found_with("--random=100000"));
	ck_assert_uint_eq(two, found_with("--seed=2"));
}
END_TEST

START_TEST(seed_is_printed)
{
	struct run run = run_mcheck("--random=1", "--seed=0",
				    top_path("models/counter_mutex.c"));

	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "seed 0;");
}
END_TEST

/* Nothing found is never verified. */

START_TEST(nothing_found_is_not_verified)
{
	struct run run;

	write_model("int main(void)\n{\n\treturn 0;\n}\n");
	run = run_mcheck("--random=100", "model.c");
	expect_verdict(&run, 4, "limit random");
	ck_assert(!strstr(text_string(&run.out), "verified"));
	expect_part(&run.out, "nothing was found in what was covered");
	expect_part(&run.out, "100 executions (1 different)");
}
END_TEST

START_TEST(other_limits_are_limits)
{
	struct run run;

	write_model("#include <pthread.h>\n"
		    "static void *run(void *a)\n{\n\treturn a;\n}\n"
		    "int main(void)\n{\n\tpthread_t t;\n"
		    "\tfor (int i = 0; i < 200; i++)\n"
		    "\t\tpthread_create(&t, 0, run, 0);\n}\n");
	run = run_mcheck("--random=3", "model.c");
	expect_verdict(&run, 4, "limit threads");
}
END_TEST

START_TEST(outcomes_are_those_of_these_executions)
{
	struct run run;

	write_model("#include <mc.h>\n#include <stdio.h>\n"
		    "int main(void)\n{\n"
		    "\tprintf(\"%d\\n\", mc_choose(3));\n}\n");
	run = run_mcheck("--random=100", "--outcomes", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "Outcomes of these executions:\n"
			      "  0\n  1\n  2\n\n");
}
END_TEST

START_TEST(interrupt_tells_what_was_covered)
{
	struct run run;

	write_model(lost_update);
	run = run_interrupted((const char *const[]){mcheck_path(),
						    "--random=100000000000",
						    "--races=allow", "-DN=1",
						    "-DK=5", "model.c", NULL},
			      SIGINT, false);
	expect_verdict(&run, 4, "limit interrupted");
	expect_part(&run.out, "a bug of depth 1 is missed");
}
END_TEST

/* Threads that go on and on. */

START_TEST(spinning_threads_starve_nobody)
{
	struct run run;

	write_model(spins);
	run = run_mcheck("--random=300", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "a bug of depth 2");
	ck_assert(!strstr(text_string(&run.out), "cut off"));
	ck_assert(!strstr(text_string(&run.out), "held back"));
}
END_TEST

/* That is no end, but from there one can be reached. */
START_TEST(spinning_in_vain_is_no_livelock_while_it_can_end)
{
	struct run run;

	write_model("#include <mc.h>\n#include <stdatomic.h>\n"
		    "static atomic_int never;\n"
		    "int main(void)\n{\n"
		    "\twhile (!never && mc_choose(4000) != 3999)\n\t\t;\n}\n");
	run = run_mcheck("--no-trace", "--random=40", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "cut off");
}
END_TEST

START_TEST(livelock_is_replayed_byte_for_byte)
{
	struct run found, replayed;

	go_to_fresh_directory();
	found = run_mcheck("--random=9", "--trace=x.trace",
			   top_path("models/livelock.c"));
	expect_verdict(&found, 1, "finding livelock");
	replayed = run_mcheck("replay", "x.trace");
	expect_same(&found.out, &replayed.out);
}
END_TEST

START_TEST(thread_that_counts_its_looks_is_held_back)
{
	struct run run;

	write_model(counts);
	run = run_mcheck("--random=30", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "held back");
	ck_assert(!strstr(text_string(&run.out), "cut off"));
}
END_TEST

START_TEST(execution_without_an_end_is_cut_and_covers_nothing)
{
	struct run run;

	write_model(counts);
	run = run_mcheck("--random=2", "-DNEVER", "model.c");
	expect_verdict(&run, 4, "limit random");
	expect_part(&run.out, "2 executions did not end and were cut off");
	ck_assert(!strstr(text_string(&run.out), "is missed with"));
}
END_TEST

/* Words of the command line. */

static const struct {
	const char *words[3], *named;
} refusals[] = {
	{{"--random=0"}, "--random=0|1 or more"},
	{{"--random="}, "--random=|1 or more"},
	{{"--random=-5"}, "--random=-5|1 or more"},
	{{"--random=ten"}, "--random=ten|1 or more"},
	{{"--random=1x"}, "--random=1x"},
	{{"--random=99999999999999999999"}, "--random=99999999999999999999"},
	{{"--random=5", "--seed=-1"}, "--seed=-1|0 or more"},
	{{"--random=5", "--seed="}, "--seed="},
	{{"--random=5", "--bug-depth=0"}, "--bug-depth=0|from 1 to 9"},
	{{"--random=5", "--bug-depth=10"}, "--bug-depth=10|from 1 to 9"},
	{{"--seed=1"}, "--seed=1|--random=N"},
	{{"--bug-depth=2"}, "--bug-depth=2|--random=N"},
	{{"--random=5", "--explorer=brute"}, "--random=N|--explorer=brute"},
	{{"--explorer=states", "--random=5"}, "--random=N|--explorer=states"},
	{{"--random=5", "--states=7"}, "--random=N|--states=N"},
	{{"--random=5", "--depth=7"}, "--random=N|--depth=N"},
	{{"--preemptions=0", "--random=5"}, "--random=N|--preemptions=N"},
};

START_TEST(nonsense_is_refused)
{
	const char *second = refusals[_i].words[1];
	struct run run;

	write_model("int main(void)\n{\n\treturn 0;\n}\n");
	if (second)
		run = run_mcheck(refusals[_i].words[0], second, "model.c");
	else
		run = run_mcheck(refusals[_i].words[0], "model.c");
	expect_refused(&run, refusals[_i].named);
}
END_TEST

static void add_bound(Suite *suite)
{
	TCase *tcase = tcase_create("bound");

	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, bound_is_that_of_the_paper);
	tcase_add_test(tcase, bound_holds_at_its_edges);
	tcase_add_test(tcase, percent_is_rounded_up);
	tcase_add_test(tcase,
		       bound_that_is_printed_is_computed_from_what_was_seen);
	tcase_add_test(tcase, depths_come_in_turn);
	if (is_short_run())
		skipped("bug_is_found_as_often_as_promised", "a short run");
	else
		tcase_add_test(tcase, bug_is_found_as_often_as_promised);
	tcase_add_test(tcase, random_numbers_are_splitmix64);
	tcase_add_test(tcase, numbers_below_are_below_and_all_come);
	suite_add_tcase(suite, tcase);
}

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static void add_found(Suite *suite)
{
	TCase *tcase = tcase_create("found");

	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, finds_what_is_wrong_in_few_executions, 0,
			    COUNT(findings));
	tcase_add_test(tcase, counter_loses_an_update_where_races_are_allowed);
	tcase_add_test(tcase, leak_is_found_when_it_is_an_error);
	tcase_add_test(tcase, luck_comes);
	tcase_add_test(tcase, choices_are_made_at_random);
	tcase_add_test(tcase, finding_is_replayed_byte_for_byte);
	tcase_add_test(tcase, large_model_is_no_obstacle);
	tcase_add_test(tcase, same_seed_gives_the_same_bytes);
	tcase_add_test(tcase, other_seeds_give_other_executions);
	tcase_add_test(tcase, seed_is_printed);
	suite_add_tcase(suite, tcase);
}

static void add_limits(Suite *suite)
{
	TCase *tcase = tcase_create("limits");

	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, nothing_found_is_not_verified);
	tcase_add_test(tcase, other_limits_are_limits);
	tcase_add_test(tcase, outcomes_are_those_of_these_executions);
	tcase_add_test(tcase, interrupt_tells_what_was_covered);
	tcase_add_test(tcase, spinning_threads_starve_nobody);
	tcase_add_test(tcase, spinning_in_vain_is_no_livelock_while_it_can_end);
	tcase_add_test(tcase, livelock_is_replayed_byte_for_byte);
	tcase_add_test(tcase, thread_that_counts_its_looks_is_held_back);
	tcase_add_test(tcase,
		       execution_without_an_end_is_cut_and_covers_nothing);
	tcase_add_loop_test(tcase, nonsense_is_refused, 0, COUNT(refusals));
	suite_add_tcase(suite, tcase);
}

Suite *random_suite(void)
{
	Suite *suite = suite_create("random");

	add_bound(suite);
	add_found(suite);
	add_limits(suite);
	return suite;
}
