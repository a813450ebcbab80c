/* Time: what a sleep does to a clock, and that loops that sleep have few
 * states.  What clocks and sleeps return is in test_libc.c. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <time.h>\n" \
	"#include <unistd.h>\n#include <mc.h>\n" \
	"static atomic_int done;\nstatic long at;\nstatic pthread_t t, s;\n" \
	"#define WORK(body) static void *work(void *u) { body; return u; }\n" \
	"#define START pthread_create(&t, 0, work, 0);\n" \
	"#define JOIN pthread_join(t, 0);\n"
#define MAIN(body) "int main(void) { " body " return 0; }\n"

struct expectation {
	const char *model, *verdict;
};

static void expect(const char *option, const char *body, const char *verdict)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck(option, "--no-trace", "model.c");
	expect_verdict(&run, strcmp(verdict, "verified") == 0 ? 0 : 1, verdict);
	run_free(&run);
}

/* Loops that sleep, each with at most so many states. */
static const struct {
	const char *states, *model;
} loops[] = {
	/* nobody reads the clock later */
	{"--states=8", "WORK(done = 1)\n" MAIN("srand(time(0)); START "
					       "while (!done) sleep(1); JOIN")},
	{"--states=6000",
	 "WORK(while (!done) usleep(rand() % 9 ? 10 : 20))\n" MAIN(
		 "srand(1); START sleep(1); done = 1; JOIN (void)time(0);")},
	/* somebody does */
	{"--states=100",
	 "WORK(done = 1)\n" MAIN(
		 "long a = time(0); START "
		 "while (!done) sleep(1);\n"
		 "JOIN printf(\"%ld\\n\", (long)time(0) - a);")},
	{"--states=8000",
	 "WORK(while (!done) sleep(at); )\n" MAIN(
		 "long a = time(0); at = 2; START "
		 "while (time(0) < a + 10) sleep(1); done = 1; JOIN")},
};

START_TEST(loops_that_sleep_end)
{
	expect(loops[_i].states, loops[_i].model, "verified");
}
END_TEST

static const struct expectation readings[] = {
	/* Each path is exact, however many sleeps there are. */
	{MAIN("time_t a = time(0); for (int i = 0; i < 20; i++) sleep(1);\n"
	      "assert(time(0) - a == 20);"),
	 "verified"},
	{"WORK(for (int i = 0; i < 20; i++) sleep(1))\n" MAIN(
		 "time_t a = time(0); START JOIN\n"
		 "assert(time(0) - a == 20);"),
	 "verified"},
	/* Before few sleeps nothing is merged. */
	{"WORK(if (mc_choose(2)) sleep(5); else sleep(1))\n" MAIN(
		 "time_t a = time(0); START JOIN assert(time(0) - a < 3);"),
	 "finding assertion"},
	{"WORK(if (mc_choose(2)) sleep(1); else sleep(5))\n" MAIN(
		 "time_t a = time(0); START JOIN assert(time(0) - a < 3);"),
	 "finding assertion"},
	/* Who sleeps and who reads are others; each order is there. */
	{"WORK(at = clock())\n" MAIN("START sleep(9); JOIN "
				     "assert(at < 9 * CLOCKS_PER_SEC);"),
	 "finding assertion"},
	{"WORK(at = clock())\n" MAIN("START sleep(9); JOIN "
				     "assert(at >= 9 * CLOCKS_PER_SEC);"),
	 "finding assertion"},
	{"WORK(sleep(9))\n" MAIN("START at = clock(); JOIN "
				 "assert(at < 9 * CLOCKS_PER_SEC);"),
	 "finding assertion"},
	/* What is before the threads counts as well. */
	{"WORK(at = clock())\n" MAIN("sleep(9); START JOIN "
				     "assert(at >= 9 * CLOCKS_PER_SEC);"),
	 "verified"},
};

START_TEST(each_reading_tells_of_the_sleeps_before)
{
	static const char *const explorers[] = {
		"--explorer=states", "--explorer=dpor", "--explorer=brute",
		"--reduction=off", "--races=allow"};
	const struct expectation *reading = &readings[_i];

	for (size_t i = 0; i < sizeof explorers / sizeof *explorers; i++)
		expect(explorers[i], reading->model, reading->verdict);
}
END_TEST

/* A trace knows that sleeps count. */
START_TEST(a_finding_after_a_sleep_is_replayed)
{
	struct run found, replayed;

	write_program(HEAD, readings[4].model);
	found = run_mcheck("model.c");
	expect_verdict(&found, 1, "finding assertion");
	replayed = run_mcheck("replay", "model.trace");
	expect_verdict(&replayed, 1, "finding assertion");
	expect_part(&replayed.out, "T1 main        calls sleep");
	run_free(&found);
	run_free(&replayed);
}
END_TEST

/* Of times that are printed none is left out. */
START_TEST(outcomes_tell_all_times)
{
	struct run run;

	write_program(HEAD,
		      "WORK(int n = mc_choose(2) ? 20 : 30;\n"
		      "for (int i = n; i < 40; i++) sleep(1))\n" MAIN(
			      "long a = time(0); START JOIN\n"
			      "printf(\"%ld s\\n\", (long)time(0) - a);"));
	run = run_mcheck("--outcomes", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.out, "10 s");
	expect_part(&run.out, "20 s");
	run_free(&run);
}
END_TEST

Suite *clock_suite(void)
{
	Suite *suite = suite_create("clock");
	TCase *tcase = tcase_create("clock");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, loops_that_sleep_end, 0,
			    sizeof loops / sizeof *loops);
	tcase_add_loop_test(tcase, each_reading_tells_of_the_sleeps_before, 0,
			    sizeof readings / sizeof *readings);
	tcase_add_test(tcase, a_finding_after_a_sleep_is_replayed);
	tcase_add_test(tcase, outcomes_tell_all_times);
	suite_add_tcase(suite, tcase);
	return suite;
}
