/* Signals: nothing outlives mcheck, and nothing is left behind. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

/* Goes to a fresh directory whose "tmp" is the temporary directory. */
static void begin(void)
{
	go_to_fresh_directory();
	ck_assert_int_eq(mkdir("tmp", 0700), 0);
	ck_assert_int_eq(setenv("TMPDIR", "tmp", 1), 0);
	/* Each thread is its own digit: no end in sight. */
	write_file("long.c",
		   "#include <pthread.h>\n#include <stdatomic.h>\n"
		   "static _Atomic long sum;\n"
		   "static void *run(void *step)\n{\n"
		   "\tfor (int i = 0; i < 90; i++)\n"
		   "\t\tif (atomic_fetch_add(&sum, *(long *)step) < 0)\n"
		   "\t\t\treturn step;\n\treturn 0;\n}\n"
		   "int main(void)\n{\n"
		   "\tstatic long step[4] = {1, 100, 10000, 1000000};\n"
		   "\tpthread_t t[4];\n"
		   "\tfor (int i = 0; i < 4; i++)\n"
		   "\t\tpthread_create(&t[i], 0, run, &step[i]);\n"
		   "\tfor (int i = 0; i < 4; i++)\n"
		   "\t\tpthread_join(t[i], 0);\n}\n");
}

static int count_entries(const char *path)
{
	DIR *directory = opendir(path);
	int count = -2; /* . and .. */

	ck_assert_msg(directory != NULL, "%s: %s", path, strerror(errno));
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

/* All that wrote to its output has ended, the keeper of its files too. */
static void expect_nothing_left(void)
{
	ck_assert_int_eq(count_entries("tmp"), 0);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGKILL};
#define ENDING (int)(sizeof ending / sizeof *ending)

/* It is over only when nobody holds its output any more: so a worker that lived
 * on would be seen. */
START_TEST(search_that_is_ended_leaves_no_process_and_no_file)
{
	struct run run;

	begin();
	run = run_interrupted(
		(const char *const[]){mcheck_path(), "long.c", NULL},
		ending[_i], true);
	if (ending[_i] == SIGINT || ending[_i] == SIGTERM)
		expect_verdict(&run, 4, "limit interrupted");
	else
		ck_assert_int_eq(run.code, 128 + ending[_i]);
	expect_nothing_left();
}
END_TEST

/* A compiler that leaves files, and goes on for ever in two processes. */
static const char endless_compiler[] =
	"#!/bin/sh\n"
	"echo half >\"$TMPDIR/half\"\n"
	"for word; do case $word in *.s) echo half >\"$word\" ;; esac; done\n"
	"sleep 1000 &\n"
	"echo >compiling\n"
	"sleep 1000\n";

START_TEST(compilation_that_is_ended_leaves_no_process_and_no_file)
{
	struct run run;

	begin();
	write_file("compiler", endless_compiler);
	ck_assert_int_eq(chmod("compiler", 0755), 0);
	run = run_until((const char *const[]){mcheck_path(), "--cc=./compiler",
					      "long.c", NULL},
			"compiling", ending[_i]);
	ck_assert_int_eq(run.code, 128 + ending[_i]);
	expect_nothing_left();
}
END_TEST

START_TEST(run_that_ends_by_itself_leaves_no_file)
{
	static const char *const models[] = {
		"int main(void) { return 0; }\n",  /* verified */
		"int main(void) { return 1; }\n",  /* a finding */
		"int main(void) { return }\n",     /* does not compile */
		"int other(void) { return 0; }\n", /* refused */
		"void f(void);\nint main(void) { f(); }\n",
	};

	begin();
	for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
		struct run run;

		write_file("model.c", models[i]);
		run = run_mcheck("--no-trace", "model.c");
		expect_nothing_left();
		run_free(&run);
	}
}
END_TEST

Suite *signals_suite(void)
{
	Suite *suite = suite_create("signals");
	TCase *tcase = tcase_create("signals");

	tcase_add_loop_test(tcase,
			    search_that_is_ended_leaves_no_process_and_no_file,
			    0, ENDING);
	tcase_add_loop_test(
		tcase, compilation_that_is_ended_leaves_no_process_and_no_file,
		0, ENDING);
	tcase_add_test(tcase, run_that_ends_by_itself_leaves_no_file);
	suite_add_tcase(suite, tcase);
	return suite;
}
