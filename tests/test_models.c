/* Every model keeps the promise in its line "// expect:"; with each compiler
 * there is, in a replay, and (if it is right) on real threads too. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define COMPILERS 2

static const char *const compilers[COMPILERS] = {"gcc", "clang"};
static const char *const cplusplus[COMPILERS] = {"g++", "clang++"};

/* The models' paths, from the top directory; found when the suite is made. */
static glob_t models;

static bool is_cplusplus(const char *path)
{
	return strcmp(path + strlen(path) - 3, ".cc") == 0;
}

/* Is the model in C++, and no compiler for that here? */
static bool cannot_be_compiled(const char *path)
{
	return is_cplusplus(path) && !have_command("c++");
}

/* What a line "// expect: finding deadlock on forks" says, or "verified", or
 * "limit states on ticket". */
struct expectation {
	char verdict[200]; /* "finding deadlock", "verified" */
	char name[200];    /* "forks", or "" */
};

/* The rest of the line that the mark begins; false: there is none. */
static bool read_mark(const char *path, const char *mark, char *rest,
		      size_t size)
{
	struct text text = read_file(path);
	const char *found = strstr(text_string(&text), mark);

	if (found) {
		found += strlen(mark);
		snprintf(rest, size, "%.*s", (int)strcspn(found, "\n"), found);
	}
	text_free(&text);
	return found != NULL;
}

/* An option that the model is to be checked with: "// options: --states=9". */
static const char *option_of(const char *path)
{
	static char option[200];

	return read_mark(path, "// options: ", option, sizeof option)
		       ? option
		       : "--no-trace";
}

static struct expectation expectation_of(const char *path)
{
	struct expectation expectation = {0};
	char promise[200];
	char *on;

	ck_assert_msg(read_mark(path, "// expect: ", promise, sizeof promise),
		      "%s: has no '// expect: '", path);
	on = strstr(promise, " on ");
	if (on) {
		*on = '\0';
		snprintf(expectation.name, sizeof expectation.name, "%s",
			 on + 4);
	}
	snprintf(expectation.verdict, sizeof expectation.verdict, "%s",
		 promise);
	ck_assert_msg(strcmp(promise, "verified") == 0 ||
			      strncmp(promise, "finding ", 8) == 0 ||
			      strncmp(promise, "limit ", 6) == 0,
		      "%s: cannot expect '%s'", path, promise);
	return expectation;
}

static int expected_code(const struct expectation *expectation)
{
	if (strcmp(expectation->verdict, "verified") == 0)
		return 0;
	return strncmp(expectation->verdict, "finding", 7) == 0 ? 1 : 4;
}

/* A person reads it at one go; but two long executions need more. */
static void expect_short(const char *path, const struct text *report)
{
	unsigned lines = 0;

	for (size_t i = 0; i < report->length; i++)
		lines += report->bytes[i] == '\n';
	ck_assert_msg(lines <= 40 || strncmp(path, "models/", 7) != 0,
		      "%s: a report of %u lines", path, lines);
}

static void expect_promise(const char *path, const struct run *run)
{
	expect_short(path, &run->out);
	struct expectation expectation = expectation_of(path);

	expect_verdict(run, expected_code(&expectation), expectation.verdict);
	expect_part(&run->out, expectation.name);
}

/* The absolute path of `name` in a fresh directory; we stay at the top. */
static const char *fresh_path(const char *name)
{
	static char path[8192];
	char *directory;

	go_to_fresh_directory();
	directory = realpath(".", NULL);
	go_to_top();
	snprintf(path, sizeof path, "%s/%s", directory, name);
	free(directory);
	return path;
}

START_TEST(there_are_models)
{
	ck_assert_uint_gt(models.gl_pathc, 10);
}
END_TEST

/* Of each function the assembly pass says that it understood it. */
static void expect_understood(const char *path, const struct run *run)
{
	const char *at = strstr(text_string(&run->err), " functions=");
	unsigned functions = 0, understood = 0;

	ck_assert_msg(at != NULL, "%s: no functions in --stats", path);
	ck_assert_int_eq(sscanf(at, " functions=%u understood=%u", &functions,
				&understood),
			 2);
	ck_assert_uint_gt(functions, 0);
#if defined(__x86_64__)
	ck_assert_msg(understood == functions,
		      "%s: %u of %u functions are understood", path, understood,
		      functions);
#endif
}

START_TEST(model_keeps_its_promise)
{
	const char *path = models.gl_pathv[_i / COMPILERS];
	const char *compiler = compilers[_i % COMPILERS];
	struct expectation expectation = expectation_of(path);
	char option[100];
	struct run run;

	/* A finding is looked for in the next test as well. */
	if ((is_short_run() && expected_code(&expectation) == 1) ||
	    !have_command(compiler) ||
	    (is_cplusplus(path) && !have_command(cplusplus[_i % COMPILERS])))
		return;
	snprintf(option, sizeof option, "--cc=%s", compiler);
	run = run_mcheck("--no-trace", "--stats", option_of(path), option,
			 path);
	expect_promise(path, &run);
	expect_understood(path, &run);
}
END_TEST

START_TEST(finding_replays_the_same)
{
	const char *path = models.gl_pathv[_i];
	struct expectation expectation = expectation_of(path);
	const char *trace = fresh_path("model.trace");
	char option[8200];
	struct run found, again;

	if (expected_code(&expectation) != 1 || cannot_be_compiled(path))
		return;
	snprintf(option, sizeof option, "--trace=%s", trace);
	found = run_mcheck(option, path);
	expect_promise(path, &found);
	again = run_mcheck("replay", trace);
	expect_promise(path, &again);
	expect_same(&found.out, &again.out);
}
END_TEST

/* Is the text in the file? */
static bool mentions(const char *path, const char *part)
{
	struct text text = read_file(path);
	bool found = strstr(text_string(&text), part) != NULL;

	text_free(&text);
	return found;
}

START_TEST(model_compiles_and_runs_on_real_threads)
{
	const char *path = models.gl_pathv[_i];
	const char *program = fresh_path("model");
	struct expectation expectation = expectation_of(path);
	const char *compiler = is_cplusplus(path) ? "c++" : "cc";
	struct run run;

	if (cannot_be_compiled(path))
		return;
	run = run_words((const char *const[]){compiler, "-pthread",
					      "-Ichecker/include", "-o",
					      program, path, NULL});
	ck_assert_msg(run.code == 0, "%s: cc -pthread says\n%s", path,
		      text_string(&run.err));
	/* What need not end is not run. */
	if (expected_code(&expectation) != 0 || mentions(path, "mc_assume") ||
	    mentions(path, "has no end"))
		return;
	run = run_words((const char *const[]){program, NULL});
	expect_verdict(&run, 0, NULL);
}
END_TEST

Suite *models_suite(void)
{
	Suite *suite = suite_create("models");
	TCase *tcase = tcase_create("models");
	int count;

	glob("models/*.c", 0, NULL, &models);
	glob("models/*.cc", GLOB_APPEND, NULL, &models);
	glob("docs/assignment/*.c", GLOB_APPEND, NULL, &models);
	glob("tests/programs/rules_*.c", GLOB_APPEND, NULL, &models);
	count = (int)models.gl_pathc;
	tcase_add_test(tcase, there_are_models);
	tcase_add_loop_test(tcase, model_keeps_its_promise, 0,
			    count * COMPILERS);
	tcase_add_loop_test(tcase, finding_replays_the_same, 0, count);
	/* mcheck has no part in this. */
	if (is_short_run())
		skipped("model_compiles_and_runs_on_real_threads",
			"a short run");
	else
		tcase_add_loop_test(tcase,
				    model_compiles_and_runs_on_real_threads, 0,
				    count);
	suite_add_tcase(suite, tcase);
	return suite;
}
