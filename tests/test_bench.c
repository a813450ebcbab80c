/* make bench: its rows are there and can be asked for, and each program keeps
 * its promise at its smallest size, which is what it has without any -D. */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

/* The bench with these settings, "NAME=VALUE". */
#define run_bench(...) \
	run_words((const char *const[]){"env", __VA_ARGS__, mcheck_setting(), \
					"tests/bench.sh", NULL})

static const char *mcheck_setting(void)
{
	static char setting[4200];

	snprintf(setting, sizeof setting, "MCHECK=%s", mcheck_path());
	return setting;
}

static void expect_no_part(const struct text *text, const char *part)
{
	ck_assert_msg(strstr(text_string(text), part) == NULL,
		      "'%s' should not be in:\n%s", part, text_string(text));
}

START_TEST(only_rows_that_are_asked_for_run)
{
	struct run run = run_bench("ROWS=^start no threads$");

	expect_verdict(&run, 0, NULL);
	expect_part(&run.out, "\nstart no threads ");
	expect_part(&run.out, "  verified\n");
	expect_no_part(&run.out, "start counter");
	expect_no_part(&run.out, "peers");
}
END_TEST

START_TEST(row_beside_the_peers_has_their_figures)
{
	struct run run = run_bench("ROWS=^peers szymanski N=3$");

	expect_verdict(&run, 0, NULL);
	expect_part(&run.out, "\nszymanski N=3 ");
	expect_part(&run.out, " 1068    0.78      1068    1.08 ");
	expect_part(&run.out, "  verified\n");
	expect_part(&run.out, "\nall rows: faster in ");
}
END_TEST

START_TEST(run_that_does_not_end_has_a_T)
{
	struct run run = run_bench("LIMIT=0.001", "ROWS=^start no threads$");

	expect_verdict(&run, 0, NULL);
	expect_part(&run.out, "  T\n");
}
END_TEST

/* "peers readers N=2  tests/bench/readers.c -DN=2" */
static void expect_its_file(const char *line)
{
	const char *file = strstr(line, "  tests/bench/");
	char path[200];

	if (!file)
		file = strstr(line, "  models/");
	if (!file) {
		ck_assert_msg(strncmp(line, "start --version", 15) == 0,
			      "no program: %s", line);
		return;
	}
	snprintf(path, sizeof path, "%.*s", (int)strcspn(file + 2, " "),
		 file + 2);
	ck_assert_msg(access(path, R_OK) == 0, "no such file: %s", line);
}

START_TEST(every_row_has_its_program)
{
	struct run run = run_bench("LIST=1");
	char *line, *rest;
	int rows = 0;

	expect_verdict(&run, 0, NULL);
	for (rest = run.out.bytes; (line = strtok(rest, "\n")); rest = NULL) {
		expect_its_file(line);
		rows++;
	}
	ck_assert_int_gt(rows, 150);
}
END_TEST

/* The programs' paths, from the top directory; found with the suite. */
static glob_t programs;

START_TEST(program_keeps_its_promise)
{
	static const char mark[] = "// expect: ";
	const char *path = programs.gl_pathv[_i];
	struct text text = read_file(path);
	const char *promise = strstr(text_string(&text), mark);
	struct run run = run_mcheck("--no-trace", path);
	char verdict[200];

	ck_assert_msg(promise != NULL, "%s: has no '%s'", path, mark);
	promise += sizeof mark - 1;
	snprintf(verdict, sizeof verdict, "%.*s", (int)strcspn(promise, "\n"),
		 promise);
	expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
	text_free(&text);
}
END_TEST

Suite *bench_suite(void)
{
	Suite *suite = suite_create("bench");
	TCase *tcase = tcase_create("bench");

	glob("tests/bench/*.c", 0, NULL, &programs);
	tcase_add_loop_test(tcase, program_keeps_its_promise, 0,
			    (int)programs.gl_pathc);
	tcase_add_test(tcase, only_rows_that_are_asked_for_run);
	tcase_add_test(tcase, row_beside_the_peers_has_their_figures);
	tcase_add_test(tcase, run_that_does_not_end_has_a_T);
	tcase_add_test(tcase, every_row_has_its_program);
	suite_add_tcase(suite, tcase);
	return suite;
}
