/* Where a search ends before all is covered: each option, what is told then,
 * and what is told while it goes on. */
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

/* Each of N threads counts to K in two digits of its own of one number: no two
 * of (K+1)^N states are the same. */
#define LONG \
	"#include <pthread.h>\n" \
	"#include <stdatomic.h>\n" \
	"#ifndef N\n#define N 6\n#endif\n" \
	"#ifndef K\n#define K 50 /* rounds */\n#endif\n" \
	"static _Atomic unsigned long long sum;\n" \
	"static void *worker(void *step)\n" \
	"{\n" \
	"\tfor (int i = 0; i < K; i++)\n" \
	"\t\tif (atomic_fetch_add(&sum, " \
	"*(unsigned long long *)step) >> 60)\n\t\t\treturn step;\n" \
	"\treturn 0;\n" \
	"}\n" \
	"int main(void)\n" \
	"{\n" \
	"\tstatic unsigned long long step[6] = {1, 100, 10000,\n" \
	"\t\t1000000, 100000000, 10000000000};\n" \
	"\tpthread_t thread[N];\n" \
	"\tfor (int i = 0; i < N; i++)\n" \
	"\t\tpthread_create(&thread[i], 0, worker, &step[i]);\n" \
	"\tfor (int i = 0; i < N; i++)\n" \
	"\t\tpthread_join(thread[i], 0);\n" \
	"}\n"

/* A ticket more in every round, without end. */
#define ENDLESS \
	"#include <pthread.h>\n" \
	"#include <stdatomic.h>\n" \
	"static atomic_int ticket, shown;\n" \
	"static void *customer(void *unused)\n" \
	"{\n" \
	"\tfor (;;) {\n" \
	"\t\tint mine = atomic_fetch_add(&ticket, 1);\n" \
	"\t\twhile (atomic_load(&shown) != mine)\n" \
	"\t\t\t;\n" \
	"\t\tatomic_store(&shown, mine + 1);\n" \
	"\t}\n" \
	"\treturn unused;\n" \
	"}\n" \
	"int main(void)\n" \
	"{\n" \
	"\tpthread_t thread;\n" \
	"\tpthread_create(&thread, 0, customer, 0);\n" \
	"\tcustomer(0);\n" \
	"}\n"

/* A lost update: it takes one preemption. */
#define LOST \
	"#include <assert.h>\n" \
	"#include <pthread.h>\n" \
	"#include <stdatomic.h>\n" \
	"static atomic_int x;\n" \
	"static void *add(void *u) { x = x + 1; return u; }\n" \
	"int main(void)\n" \
	"{\n" \
	"\tpthread_t t;\n" \
	"\tpthread_create(&t, 0, add, 0);\n" \
	"\tadd(0);\n" \
	"\tpthread_join(t, 0);\n" \
	"\tassert(x == 2);\n" \
	"}\n"

#define QUICK "int main(void)\n{\n\treturn 0;\n}\n"

static void write_model(const char *model)
{
	go_to_fresh_directory();
	write_file("model.c", model);
}

static void expect_no_part(const struct text *text, const char *part)
{
	ck_assert_msg(strstr(text_string(text), part) == NULL,
		      "'%s' stands in\n%s", part, text_string(text));
}

/* The option is refused, with `named` in the line. */
static void expect_bad(const char *option, const char *named)
{
	struct run run = run_mcheck(option, "model.c");

	expect_refused(&run, named);
}

START_TEST(values_that_make_no_sense_are_refused)
{
	write_model(QUICK);
	expect_bad("--budget=soon", "--budget=soon|10s");
	expect_bad("--budget=", "--budget=|10s");
	expect_bad("--budget=0", "--budget=0|10s");
	expect_bad("--budget=-1s", "--budget=-1s");
	expect_bad("--budget=5x", "--budget=5x|10s");
	expect_bad("--budget=18446744073709551615h", "--budget");
	expect_bad("--memory=much", "--memory=much|512M");
	expect_bad("--memory=5", "--memory=5|1M");
	expect_bad("--memory=99999999999G", "--memory");
	expect_bad("--depth=0", "--depth=0");
	expect_bad("--depth=1.5", "--depth=1.5");
	expect_bad("--preemptions=-1", "--preemptions=-1|0 or more");
	expect_bad("--preemptions=few", "--preemptions=few");
}
END_TEST

START_TEST(limits_that_are_not_reached_change_nothing)
{
	struct run plain, bound;

	write_model(QUICK);
	plain = run_mcheck("model.c");
	bound = run_mcheck("--budget=1h", "--memory=64M", "--depth=100",
			   "--states=1000", "model.c");
	expect_verdict(&bound, 0, "verified");
	expect_same(&plain.out, &bound.out);
	ck_assert_uint_eq(bound.err.length, 0);
}
END_TEST

START_TEST(budget_ends_what_has_no_end)
{
	struct run run;

	write_model(ENDLESS);
	run = run_mcheck("--budget=300ms", "model.c");
	expect_verdict(&run, 4, "limit budget");
	expect_part(&run.out, "--budget");
	run = run_mcheck("--explorer=brute", "--budget=300ms", "model.c");
	expect_verdict(&run, 4, "limit budget");
}
END_TEST

START_TEST(memory_is_a_limit)
{
	struct run run;

	write_model(LONG);
	run = run_mcheck("--memory=1M", "model.c");
	expect_verdict(&run, 4, "limit memory");
	expect_part(&run.out, "--memory");
}
END_TEST

START_TEST(path_without_end_takes_memory_too)
{
	struct run run;

	write_model(ENDLESS);
	run = run_mcheck("--memory=8M", "model.c");
	expect_verdict(&run, 4, "limit memory");
	expect_part(&run.out, "ticket took ");
}
END_TEST

START_TEST(depth_cuts_executions)
{
	struct run run;

	write_model(LONG);
	run = run_mcheck("--depth=10", "-DN=2", "-DK=10", "model.c");
	expect_verdict(&run, 4, "limit depth");
	expect_part(&run.out, "depth 10,");
	expect_part(&run.out, "--depth");
	run = run_mcheck("--depth=1000", "-DN=2", "-DK=10", "model.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("--depth=10", "--explorer=brute", "-DN=2", "-DK=10",
			 "model.c");
	expect_verdict(&run, 4, "limit depth");
}
END_TEST

START_TEST(depth_ends_what_has_no_end)
{
	struct run run;

	write_model(ENDLESS);
	run = run_mcheck("--depth=60", "model.c");
	expect_verdict(&run, 4, "limit depth");
	expect_part(&run.out, "ticket took ");
}
END_TEST

/* An execution that is cut while it waits is not one that waits for ever. */
START_TEST(cut_execution_is_no_livelock)
{
	char option[40];
	struct run run;

	write_model("#include <pthread.h>\n#include <stdatomic.h>\n"
		    "static atomic_int flag;\n"
		    "static void *set(void *u)\n"
		    "{\n\tatomic_int x = 0;\n\tx++;\n\tx++;\n\tflag = 1;\n"
		    "\treturn u;\n}\n"
		    "int main(void)\n{\n\tpthread_t t;\n"
		    "\tpthread_create(&t, 0, set, 0);\n"
		    "\twhile (!flag)\n\t\t;\n\tpthread_join(t, 0);\n}\n");
	run = run_mcheck("model.c");
	expect_verdict(&run, 0, "verified");
	for (int depth = 1; depth < 6; depth++) {
		snprintf(option, sizeof option, "--depth=%d", depth);
		run = run_mcheck(option, "model.c");
		expect_verdict(&run, 4, "limit depth");
	}
}
END_TEST

START_TEST(finding_within_the_bounds_is_a_finding)
{
	struct run run;

	write_model(LOST);
	run = run_mcheck("--no-trace", "--depth=50", "--memory=64M",
			 "--budget=1h", "--preemptions=1", "model.c");
	expect_verdict(&run, 1, "finding assertion");
}
END_TEST

START_TEST(preemptions_are_a_bound)
{
	struct run run;

	write_model(LOST);
	run = run_mcheck("--no-trace", "--preemptions=0", "model.c");
	expect_verdict(&run, 4, "limit preemptions");
	expect_part(&run.out, "every execution without a preemption was "
			      "covered");
	run = run_mcheck("--no-trace", "--preemptions=1", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	write_model(LONG);
	run = run_mcheck("-DN=2", "-DK=3", "--preemptions=2", "model.c");
	/* No state needs more of them. */
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("-DN=3", "-DK=3", "--preemptions=1", "model.c");
	expect_verdict(&run, 4, "limit preemptions");
	expect_part(&run.out, "with at most 1 preemption was covered");
	run = run_mcheck("-DN=2", "--preemptions=2", "--states=20", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_no_part(&run.out, "2 preemptions was covered");
}
END_TEST

START_TEST(brute_has_no_preemptions)
{
	struct run run;

	write_model(LOST);
	run = run_mcheck("--explorer=brute", "--preemptions=1", "model.c");
	expect_refused(&run, "--preemptions|brute");
}
END_TEST

/* What is told of a search that is not complete. */

START_TEST(variable_that_grows_is_named)
{
	struct run run;

	write_model(ENDLESS);
	run = run_mcheck("--states=3000", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.out, "ticket took ");
	expect_part(&run.out, "bound ");
	expect_part(&run.out, "the longest execution was");
}
END_TEST

START_TEST(allocation_that_grows_is_named)
{
	struct run run;

	write_model("#include <pthread.h>\n#include <stdatomic.h>\n"
		    "#include <stdlib.h>\nstatic atomic_int go;\n"
		    "static void *run(void *u)\n"
		    "{\n\tfor (;;) {\n\t\tint *p = malloc(sizeof *p);\n"
		    "\t\t*p = go;\n\t\tfree(p);\n\t}\n\treturn u;\n}\n"
		    "int main(void)\n{\n\tpthread_t t;\n"
		    "\tpthread_create(&t, 0, run, 0);\n\tgo = 1;\n"
		    "\tpthread_join(t, 0);\n}\n");
	run = run_mcheck("--states=2000", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.out, "model.c:8 allocates ");
}
END_TEST

START_TEST(loop_estimate_and_constants_are_told)
{
	struct run run, again;

	write_model(LONG);
	run = run_mcheck("--states=20000", "-DK=40", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.out, "sum took ");
	expect_part(&run.out, "model.c:13 runs ");
	expect_part(&run.out, "atomic_fetch_add(&sum");
	expect_part(&run.out, "states in total, of which ");
	expect_part(&run.out, "try -DK=20 or -DN=3");
	expect_part(&run.out, "--preemptions=2");
	again = run_mcheck("--states=20000", "-DK=40", "model.c");
	expect_same(&run.out, &again.out);
}
END_TEST

START_TEST(interrupted_search_names_what_makes_it_large)
{
	struct run run;

	write_model(LONG);
	run = run_interrupted(
		(const char *const[]){mcheck_path(), "model.c", NULL}, SIGINT,
		false);
	expect_verdict(&run, 4, "limit interrupted");
	expect_part(&run.out, "sum took ");
	expect_part(&run.out, "try -DN=3 or -DK=25");
}
END_TEST

START_TEST(limit_that_cannot_be_written_is_not_a_verdict)
{
	struct run run;

	write_model(LONG);
	run = run_words((const char *const[]){
		"sh", "-c", "exec \"$0\" --states=50 model.c >/dev/full",
		mcheck_path(), NULL});
	expect_refused(&run, "output");
}
END_TEST

static void expect_interrupted(int signal, bool alone)
{
	struct run run;

	write_model(LONG);
	run = run_interrupted(
		(const char *const[]){mcheck_path(), "model.c", NULL}, signal,
		alone);
	expect_verdict(&run, 4, "limit interrupted");
	expect_part(&run.out, "states");
	run_free(&run);
}

START_TEST(interrupted_search_says_what_was_covered)
{
	expect_interrupted(SIGINT, false);
	expect_interrupted(SIGINT, true);
}
END_TEST

START_TEST(terminated_search_says_what_was_covered)
{
	expect_interrupted(SIGTERM, true);
}
END_TEST

START_TEST(limit_of_states_is_a_verdict)
{
	struct run run;

	write_model(LONG);
	run = run_mcheck("--states=100", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.out, "--states");
}
END_TEST

/* How much is told. */

/* A finding comes first; the list still tells that it is not whole. */
START_TEST(list_of_outcomes_says_where_it_ended)
{
	struct run run;

	write_program("#include <stdio.h>\n#include <mc.h>\n",
		      "int main(void) { mc_assert(mc_choose(2) == 1);\n"
		      " printf(\"%d\", (int)mc_choose(50)); }\n");
	run = run_mcheck("--no-trace", "--outcomes", "model.c");
	expect_part(&run.out, "Possible outcomes:\n");
	run_free(&run);
	run = run_mcheck("--no-trace", "--outcomes", "--states=20", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	expect_part(&run.out, "Possible outcomes, up to the limit (states):\n");
	run_free(&run);
}
END_TEST

START_TEST(quiet_is_the_verdict_alone)
{
	struct run run;

	write_model(QUICK);
	run = run_mcheck("--quiet", "model.c");
	ck_assert_str_eq(text_string(&run.out), "verdict: verified\n");
	write_model(LONG);
	run = run_mcheck("--quiet", "--states=9", "model.c");
	ck_assert_str_eq(text_string(&run.out), "verdict: limit states\n");
	ck_assert_int_eq(run.code, 4);
	write_model(LOST);
	run = run_mcheck("--quiet", "--no-trace", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	expect_part(&run.out, "How it happens:");
}
END_TEST

START_TEST(verbose_is_told_apart)
{
	struct run plain, verbose;

	write_model(LOST);
	plain = run_mcheck("--no-trace", "model.c");
	verbose = run_mcheck("--no-trace", "--verbose", "model.c");
	expect_same(&plain.out, &verbose.out);
	expect_part(&verbose.err, "transitions");
	expect_part(&verbose.err, "search time");
	ck_assert_uint_eq(plain.err.length, 0);
}
END_TEST

START_TEST(pipe_gets_no_progress)
{
	struct run run;

	write_model(ENDLESS);
	run = run_mcheck("--budget=2s", "--memory=4G", "model.c");
	expect_verdict(&run, 4, "limit budget");
	ck_assert_uint_eq(run.err.length, 0);
}
END_TEST

START_TEST(signal_asks_for_the_progress)
{
	struct run run;

	write_model(LONG);
	/* It asks until there is an answer. */
	run = run_interrupted((const char *const[]){mcheck_path(), "--quiet",
						    "model.c", NULL},
			      SIGINT, true);
	expect_verdict(&run, 4, "limit interrupted");
	expect_part(&run.err, " states, ");
}
END_TEST

/* Runs mcheck with all its output on a terminal; what came there.  It is
 * interrupted once `enough` came, unless that is NULL. */
static void run_on_terminal(const char *option, const char *budget,
			    const char *enough, struct text *shown)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), status;
	char bytes[1000];
	ssize_t length;
	pid_t child;

	ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	child = fork();
	if (child == 0) {
		int slave = open(ptsname(master), O_RDWR | O_NOCTTY);

		dup2(slave, 1);
		dup2(slave, 2);
		close(slave);
		close(master);
		execl(mcheck_path(), "mcheck", budget, option, "model.c",
		      (char *)NULL);
		_exit(127);
	}
	close(open(ptsname(master), O_RDWR | O_NOCTTY));
	while ((length = read(master, bytes, sizeof bytes)) > 0 ||
	       waitpid(child, &status, WNOHANG) == 0) {
		if (length > 0)
			text_add_bytes(shown, bytes, (size_t)length);
		else
			usleep(10000);
		if (enough && strstr(text_string(shown), enough)) {
			kill(child, SIGINT);
			enough = NULL;
		}
	}
	close(master);
}

START_TEST(terminal_shows_progress_and_wipes_it_off)
{
	struct text shown = {0};
	const char *last = NULL, *at;

	write_model(LONG);
	run_on_terminal("--no-trace", "--budget=200s", "/s, depth ", &shown);
	expect_part(&shown, " states, ");
	expect_part(&shown, "/s, depth ");
	at = text_string(&shown);
	while ((at = strstr(at, "\r\033[K")))
		last = at++;
	ck_assert_msg(last != NULL, "not wiped off:\n%s", shown.bytes);
	ck_assert(strstr(last, "/s, depth ") == NULL);
	expect_part(&shown, "verdict: limit interrupted");
}
END_TEST

START_TEST(quiet_terminal_shows_none)
{
	struct text shown = {0};

	write_model(LONG);
	run_on_terminal("--quiet", "--budget=3s", NULL, &shown);
	ck_assert_str_eq(text_string(&shown), "verdict: limit budget\r\n");
}
END_TEST

static void add_options(TCase *tcase)
{
	tcase_add_test(tcase, values_that_make_no_sense_are_refused);
	tcase_add_test(tcase, limits_that_are_not_reached_change_nothing);
	tcase_add_test(tcase, budget_ends_what_has_no_end);
	tcase_add_test(tcase, memory_is_a_limit);
	tcase_add_test(tcase, path_without_end_takes_memory_too);
	tcase_add_test(tcase, depth_cuts_executions);
	tcase_add_test(tcase, depth_ends_what_has_no_end);
	tcase_add_test(tcase, cut_execution_is_no_livelock);
	tcase_add_test(tcase, finding_within_the_bounds_is_a_finding);
	tcase_add_test(tcase, preemptions_are_a_bound);
	tcase_add_test(tcase, brute_has_no_preemptions);
}

/* A table that is too small makes a search longer, not wrong. */
START_TEST(forgotten_states_are_visited_again)
{
	struct run run;

	run = run_mcheck("--no-trace", "--reduction=off", "--memory=4M",
			 "-DN=3", "-DK=20",
			 top_path("models/counter_atomic.c"));
	expect_verdict(&run, 0, "verified");
	ck_assert_ptr_null(strstr(text_string(&run.out), "more than once"));
	run_free(&run);
	run = run_mcheck("--no-trace", "--reduction=off", "--memory=8M",
			 "-DN=3", "-DK=60",
			 top_path("models/counter_atomic.c"));
	expect_verdict(&run, 0, "verified");
	expect_part(&run.out, "more than once");
	run_free(&run);
}
END_TEST

Suite *limits_suite(void)
{
	Suite *suite = suite_create("limits");
	TCase *tcase = tcase_create("limits");

	tcase_set_timeout(tcase, 250);
	add_options(tcase);
	tcase_add_test(tcase, variable_that_grows_is_named);
	tcase_add_test(tcase, forgotten_states_are_visited_again);
	tcase_add_test(tcase, allocation_that_grows_is_named);
	tcase_add_test(tcase, loop_estimate_and_constants_are_told);
	tcase_add_test(tcase, limit_of_states_is_a_verdict);
	tcase_add_test(tcase, interrupted_search_says_what_was_covered);
	tcase_add_test(tcase, terminated_search_says_what_was_covered);
	tcase_add_test(tcase, interrupted_search_names_what_makes_it_large);
	tcase_add_test(tcase, limit_that_cannot_be_written_is_not_a_verdict);
	tcase_add_test(tcase, list_of_outcomes_says_where_it_ended);
	tcase_add_test(tcase, quiet_is_the_verdict_alone);
	tcase_add_test(tcase, verbose_is_told_apart);
	tcase_add_test(tcase, pipe_gets_no_progress);
	tcase_add_test(tcase, signal_asks_for_the_progress);
	tcase_add_test(tcase, terminal_shows_progress_and_wipes_it_off);
	tcase_add_test(tcase, quiet_terminal_shows_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
