/* Several models in one command. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/process.h"
#include "check_sarif.h"
#include "parse_xml.h"
#include "support.h"

#define VERIFIED "models/exit_status_fixed.c"
#define FINDING "models/exit_status.c"

START_TEST(each_model_has_its_report_and_there_is_a_summary)
{
	struct run run = run_mcheck(
		"--no-trace", "--states=20", top_path(VERIFIED), "---",
		top_path(FINDING), "---", top_path("models/bakery.c"));

	ck_assert_int_eq(run.code, 1);
	expect_part(&run.out, "models/exit_status.c\n");
	expect_part(&run.out, "\nverdict: verified\n\nmodel: ");
	expect_part(&run.out, "\nverdict: finding exit\n\nmodel: ");
	expect_part(&run.out, "\nverdict: limit states\n\n3 models: ");
	ck_assert_str_eq(last_line(&run.out),
			 "3 models: 1 verified, 1 finding, 1 limit");
	run_free(&run);
}
END_TEST

START_TEST(worst_exit_code_counts)
{
	struct run run = run_mcheck("--no-trace", top_path(VERIFIED), "---",
				    top_path(VERIFIED));

	ck_assert_int_eq(run.code, 0);
	run_free(&run);
	run = run_mcheck("--states=20", top_path("models/bakery.c"), "---",
			 top_path(VERIFIED));
	ck_assert_int_eq(run.code, 4);
	run_free(&run);
	run = run_mcheck("--no-trace", "missing.c", "---", top_path(FINDING));
	ck_assert_int_eq(run.code, 2);
	ck_assert_str_eq(last_line(&run.out), "2 models: 1 finding, 1 error");
	expect_part(&run.out, "model: missing.c\nverdict: error\n\nmodel: ");
	expect_part(&run.err, "mcheck: cannot read missing.c");
	run_free(&run);
}
END_TEST

START_TEST(model_that_does_not_compile_hides_no_other)
{
	struct run run;
	struct node *node;

	go_to_fresh_directory();
	write_file("bad.c", "int main(void) { return x; }\n");
	run = run_mcheck("--no-trace", "--format=json", top_path(VERIFIED),
			 "---", "bad.c", "---", top_path(FINDING));
	node = expect_json(&run.out);
	ck_assert_int_eq(run.code, 2);
	expect_string(node, "schema", "mcheck-reports");
	expect_string(node, "models[0].verdict", "verified");
	expect_string(node, "models[1].verdict", "error");
	expect_string(node, "models[1].error", "bad.c does not compile");
	expect_part(&json_find(node, "models[1].said")->string, "undeclared");
	expect_string(node, "models[2].class", "exit");
	expect_string(node, "summary.models", "3");
	expect_string(node, "summary.error", "1");
	expect_part(&run.err, "bad.c does not compile");
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(one_model_that_does_not_compile_has_a_document)
{
	struct run run = run_mcheck("--format=json", "missing.c");
	struct node *node = expect_json(&run.out);

	ck_assert_int_eq(run.code, 2);
	expect_string(node, "schema", "mcheck-report");
	expect_string(node, "verdict", "error");
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(each_finding_has_a_trace_of_its_own)
{
	struct run run;

	go_to_fresh_directory();
	run = run_mcheck(top_path(FINDING), "---", top_path(FINDING), "---",
			 top_path("models/counter.c"));
	ck_assert_int_eq(run.code, 1);
	ck_assert_int_eq(access("exit_status.trace", R_OK), 0);
	ck_assert_int_eq(access("exit_status-2.trace", R_OK), 0);
	ck_assert_int_eq(access("counter.trace", R_OK), 0);
	expect_part(&run.out, "mcheck replay exit_status-2.trace\n");
	run_free(&run);
}
END_TEST

START_TEST(model_of_several_files_and_arguments_are_kept)
{
	struct run run;

	go_to_fresh_directory();
	write_file("a.c", "int f(void);\nint main(int c, char **v)\n"
			  "{ (void)v; return c == 2 ? f() : 9; }\n");
	write_file("b.c", "int f(void) { return 0; }\n");
	write_file("c.c", "int f(void) { return 1; }\n");
	run = run_mcheck("--no-trace", "a.c", "b.c", "---", "a.c", "c.c", "--",
			 "---");
	ck_assert_int_eq(run.code, 1);
	ck_assert_str_eq(last_line(&run.out),
			 "2 models: 1 verified, 1 finding");
	run_free(&run);
}
END_TEST

static void refuse(const char *named, const char *first, const char *second,
		   const char *third)
{
	struct run run = run_mcheck(first, second, third);

	expect_refused(&run, named);
	run_free(&run);
}

START_TEST(what_makes_no_sense_is_refused)
{
	struct run run;

	refuse("no file before", "---", "x.c", NULL);
	refuse("no file behind", "x.c", "---", NULL);
	refuse("no file before", "x.c", "---", "---");
	run = run_mcheck("--trace=t", "x.c", "---", "x.c");
	expect_refused(&run, "--trace|one model");
	run_free(&run);
	run = run_mcheck("--checkpoint=t", "x.c", "---", "x.c");
	expect_refused(&run, "--checkpoint|one model");
	run_free(&run);
}
END_TEST

/* All models, in one command. */
static struct run run_all(const char *format)
{
	struct words words = {0};
	glob_t models;
	struct run run;

	glob("models/*.c", 0, NULL, &models);
	words_add(&words, mcheck_path());
	words_add(&words, "--no-trace");
	words_add(&words, "--states=3000");
	words_add(&words, format);
	for (size_t i = 0; i < models.gl_pathc; i += is_short_run() ? 9 : 1) {
		if (i)
			words_add(&words, "---");
		words_add(&words, models.gl_pathv[i]);
	}
	run = run_words(words.word);
	ck_assert_int_eq(run.code, 1);
	words_free(&words);
	globfree(&models);
	return run;
}

START_TEST(all_models_are_well_formed_in_each_format)
{
	struct run run;
	struct node *node;

	go_to_top();
	switch (_i) {
	case 0:
		run = run_all("--format=json");
		node = expect_json(&run.out);
		expect_kind(node, "summary.models", '0');
		json_free(node);
		break;
	case 1:
		run = run_all("--format=sarif");
		node = expect_json(&run.out);
		expect_sarif(node);
		json_free(node);
		break;
	default:
		run = run_all("--format=junit");
		expect_xml(&run.out);
	}
	run_free(&run);
}
END_TEST

Suite *batch_suite(void)
{
	Suite *suite = suite_create("batch");
	TCase *tcase = tcase_create("batch");

	tcase_add_test(tcase, each_model_has_its_report_and_there_is_a_summary);
	tcase_add_test(tcase, worst_exit_code_counts);
	tcase_add_test(tcase, model_that_does_not_compile_hides_no_other);
	tcase_add_test(tcase, one_model_that_does_not_compile_has_a_document);
	tcase_add_test(tcase, each_finding_has_a_trace_of_its_own);
	tcase_add_test(tcase, model_of_several_files_and_arguments_are_kept);
	tcase_add_test(tcase, what_makes_no_sense_is_refused);
	tcase_add_loop_test(tcase, all_models_are_well_formed_in_each_format, 0,
			    3);
	suite_add_tcase(suite, tcase);
	return suite;
}
