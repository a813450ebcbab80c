/* The command line and whatever a careless user does to it. */
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define VERIFIED "int main(void)\n{\n\treturn 0;\n}\n"

#define RACE \
	"#include <pthread.h>\n" \
	"static int shared;\n" \
	"static void *worker(void *unused)\n" \
	"{\n" \
	"\tshared = 1;\n" \
	"\treturn unused;\n" \
	"}\n" \
	"int main(void)\n" \
	"{\n" \
	"\tpthread_t thread;\n" \
	"\tpthread_create(&thread, 0, worker, 0);\n" \
	"\tshared = 2;\n" \
	"\tpthread_join(thread, 0);\n" \
	"\treturn 0;\n" \
	"}\n"

static void expect_only_line(const struct text *text)
{
	const char *newline = strchr(text_string(text), '\n');

	ck_assert_msg(newline && newline[1] == '\0', "not one line: %s",
		      text_string(text));
}

/* Asking for help. */

START_TEST(without_arguments_it_says_how_to_use_it)
{
	struct run run = run_words((const char *const[]){mcheck_path(), NULL});

	ck_assert_int_eq(run.code, 2);
	ck_assert_msg(strcasestr(text_string(&run.err), "usage") != NULL,
		      "no usage on stderr: %s", text_string(&run.err));
}
END_TEST

START_TEST(help_goes_to_stdout)
{
	struct run run = run_mcheck("--help");

	ck_assert_int_eq(run.code, 0);
	expect_part(&run.out, "replay");
	expect_part(&run.out, "--trace");
	expect_part(&run.out, "--cc");
	/* Made from the table of explorers. */
	expect_part(&run.out,
		    "  --explorer=states|dpor|brute  what to explore: states, "
		    "each once; traces; or\n"
		    "                        every interleaving");
	ck_assert_uint_eq(run.err.length, 0);
}
END_TEST

START_TEST(version_is_one_line)
{
	struct run run = run_mcheck("--version");

	ck_assert_int_eq(run.code, 0);
	expect_part(&run.out, MCHECK_VERSION);
	expect_only_line(&run.out);
}
END_TEST

START_TEST(unknown_option_is_named_with_a_hint)
{
	struct run run = run_mcheck("--fast-please", "model.c");

	expect_refused(&run, "--fast-please|--help");
	expect_only_line(&run.err);
}
END_TEST

/* Wrong files. */

START_TEST(missing_file_is_named)
{
	struct run run;

	go_to_fresh_directory();
	run = run_mcheck("absent.c");
	expect_refused(&run, "absent.c");
	expect_only_line(&run.err);
}
END_TEST

START_TEST(directory_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	mkdir("folder.c", 0777);
	run = run_mcheck("folder.c");
	expect_refused(&run, "folder.c|directory");
	expect_only_line(&run.err);
}
END_TEST

START_TEST(file_that_is_no_source_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("notes.md", "# notes\n");
	run = run_mcheck("notes.md");
	expect_refused(&run, "notes.md|is not a C or C++ source");
}
END_TEST

START_TEST(empty_file_has_no_main)
{
	struct run run;

	go_to_fresh_directory();
	write_file("empty.c", "");
	run = run_mcheck("empty.c");
	expect_refused(&run, "empty.c|main");
}
END_TEST

START_TEST(file_without_main_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("part.c", "int twice(int n)\n{\n\treturn 2 * n;\n}\n");
	run = run_mcheck("part.c");
	expect_refused(&run, "part.c|main");
}
END_TEST

START_TEST(compiler_errors_are_shown)
{
	struct run run;

	go_to_fresh_directory();
	write_file("wrong.c", "int main(void)\n{\n\treturn absent;\n}\n");
	run = run_mcheck("wrong.c");
	expect_refused(&run, "wrong.c");
	expect_part(&run.err, "wrong.c:3:");
	expect_part(&run.err, "absent");
}
END_TEST

START_TEST(function_that_mcheck_does_not_control_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("forks.c", "#include <unistd.h>\n"
			      "int main(void)\n{\n\treturn fork() < 0;\n}\n");
	run = run_mcheck("forks.c");
	expect_refused(&run, "forks.c|fork");
	ck_assert_msg(access("forks.trace", F_OK) != 0, "there is a trace");
}
END_TEST

/* A poor environment. */

START_TEST(empty_path_has_no_compiler)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_words((const char *const[]){"env", "-u", "CC",
					      "PATH=/nonexistent",
					      mcheck_path(), "model.c", NULL});
	expect_refused(&run, "compiler|--cc");
	expect_only_line(&run.err);
}
END_TEST

START_TEST(missing_compiler_is_named)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_mcheck("--cc=/nonexistent/cc", "model.c");
	expect_refused(&run, "/nonexistent/cc");
	expect_only_line(&run.err);
}
END_TEST

START_TEST(compiler_is_taken_from_the_variable_cc)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_words((const char *const[]){"env", "CC=/nonexistent/cc",
					      mcheck_path(), "model.c", NULL});
	expect_refused(&run, "/nonexistent/cc");
}
END_TEST

/* The race is reported all the same, and one line says what went wrong. */
static void expect_lost_trace(const struct run *run, const char *path)
{
	expect_verdict(run, 1, "finding data-race");
	expect_part(&run->err, "mcheck: ");
	expect_part(&run->err, path);
	expect_only_line(&run->err);
}

START_TEST(trace_in_a_missing_directory_is_a_warning)
{
	struct run run;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	run = run_mcheck("--trace=/nonexistent/x.trace", "race.c");
	expect_lost_trace(&run, "/nonexistent/x.trace");
}
END_TEST

START_TEST(trace_on_a_full_device_is_a_warning)
{
	struct stat is;
	struct run run;

	/* By way of a link, so that who renames over it harms nothing. */
	go_to_fresh_directory();
	write_file("race.c", RACE);
	ck_assert_int_eq(symlink("/dev/full", "full.trace"), 0);
	run = run_mcheck("--trace=full.trace", "race.c");
	expect_lost_trace(&run, "full.trace");
	ck_assert(lstat("full.trace", &is) == 0 && S_ISLNK(is.st_mode));
}
END_TEST

/* Root may write anywhere, so as root the test becomes nobody, for good. */
static bool become_common(void)
{
	const char *fork_mode = getenv("CK_FORK");

	if (geteuid() != 0)
		return true;
	if (fork_mode && strcmp(fork_mode, "no") == 0)
		return false;
	if (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0)
		return false;
	return access(mcheck_path(), X_OK) == 0;
}

START_TEST(read_only_directory_is_a_warning)
{
	struct run run;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	ck_assert_int_eq(chmod(".", 0555), 0);
	if (!become_common()) {
		skipped(tcase_name(), "root cannot become another user here");
		return;
	}
	run = run_mcheck("race.c");
	chmod(".", 0755);
	expect_lost_trace(&run, "race.trace");
}
END_TEST

START_TEST(missing_temporary_directory_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_words((const char *const[]){"env", "TMPDIR=/nonexistent",
					      mcheck_path(), "model.c", NULL});
	expect_refused(&run, "/nonexistent|TMPDIR");
}
END_TEST

START_TEST(unwritable_stdout_is_not_a_success)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_words((const char *const[]){"sh", "-c",
					      "exec \"$0\" model.c >/dev/full",
					      mcheck_path(), NULL});
	expect_refused(&run, "output");
}
END_TEST

START_TEST(limit_that_is_no_number_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", VERIFIED);
	run = run_mcheck("--states=many", "model.c");
	expect_refused(&run, "--states|many");
	expect_only_line(&run.err);
}
END_TEST

/* What is passed on. */

/* Verified exactly when `condition` holds for the model so compiled and run. */
#define HOLDS(condition) \
	"int main(int argc, char **argv)\n" \
	"{\n" \
	"\treturn (argc && argv && (" condition ")) ? 0 : 1;\n" \
	"}\n"

START_TEST(macros_reach_the_model)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", HOLDS("N == 3"));
	run = run_mcheck("-DN=3", "model.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("-D", "N=3", "model.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("--no-trace", "model.c", "-DN=4");
	expect_verdict(&run, 1, "finding exit");
	run = run_mcheck("-DN=3", "-UN", "model.c");
	expect_refused(&run, "model.c");
}
END_TEST

START_TEST(include_directories_reach_the_model)
{
	struct run run;

	go_to_fresh_directory();
	mkdir("folder", 0777);
	write_file("folder/n.h", "#define N 3\n");
	write_file("model.c", "#include \"n.h\"\n" HOLDS("N == 3"));
	run = run_mcheck("-Ifolder", "model.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("-I", "folder", "model.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("model.c");
	expect_refused(&run, "model.c");
	expect_part(&run.err, "n.h");
}
END_TEST

START_TEST(included_file_reaches_the_model)
{
	struct run run;

	go_to_fresh_directory();
	write_file("first.h", "#define N 3\n");
	write_file("model.c", HOLDS("N == 3"));
	run = run_mcheck("-include", "first.h", "model.c");
	expect_verdict(&run, 0, "verified");
}
END_TEST

START_TEST(standard_of_the_language_reaches_the_model)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", HOLDS("__STDC_VERSION__ == 199901L"));
	run = run_mcheck("-std=c99", "model.c");
	expect_verdict(&run, 0, "verified");
}
END_TEST

START_TEST(warnings_of_the_compiler_are_shown_when_asked_for)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", "int main(void)\n{\n\tint odd;\n"
			      "\treturn 0;\n}\n");
	run = run_mcheck("-Wall", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, "odd");
	run = run_mcheck("-Wall", "-Werror", "model.c");
	expect_refused(&run, "model.c");
}
END_TEST

START_TEST(arguments_reach_the_model)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", HOLDS("argc == 3 && argv[1][0] == 'x' && "
				    "argv[2][0] == '-' && "
				    "argv[2][1] == 'D' && !argv[3]"));
	run = run_mcheck("model.c", "--", "x", "-D");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("--no-trace", "model.c");
	expect_verdict(&run, 1, "finding exit");
}
END_TEST

START_TEST(several_files_make_one_model)
{
	struct run run;

	go_to_fresh_directory();
	write_file("shared.h", "extern int shared;\nint twice(int);\n");
	write_file("twice.c", "#include \"shared.h\"\nint shared = 21;\n"
			      "int twice(int n)\n{\n\treturn 2 * n;\n}\n");
	write_file("model.c",
		   "#include \"shared.h\"\n" HOLDS("twice(shared) == 42"));
	run = run_mcheck("model.c", "twice.c");
	expect_verdict(&run, 0, "verified");
	run = run_mcheck("model.c");
	expect_refused(&run, "twice");
}
END_TEST

START_TEST(check_may_be_said_or_left_out)
{
	struct run said, left_out;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	said = run_mcheck("check", "--no-trace", "race.c");
	left_out = run_mcheck("--no-trace", "race.c");
	expect_verdict(&said, 1, "finding data-race");
	expect_same(&said.out, &left_out.out);
}
END_TEST

/* Output. */

START_TEST(two_runs_print_the_same)
{
	struct run first, second;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	first = run_mcheck("--no-trace", "race.c");
	second = run_mcheck("--no-trace", "race.c");
	expect_same(&first.out, &second.out);
	write_file("model.c", VERIFIED);
	first = run_mcheck("model.c");
	second = run_mcheck("model.c");
	expect_same(&first.out, &second.out);
}
END_TEST

START_TEST(pipe_gets_no_escape_codes)
{
	struct run run;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	run = run_mcheck("--no-trace", "race.c");
	expect_verdict(&run, 1, "finding data-race");
	ck_assert_ptr_null(memchr(run.out.bytes, '\033', run.out.length));
	expect_part(&run.out, "shared");
}
END_TEST

START_TEST(nothing_but_the_trace_is_left_behind)
{
	struct run run;

	go_to_fresh_directory();
	write_file("race.c", RACE);
	run = run_mcheck("race.c");
	expect_verdict(&run, 1, "finding data-race");
	run = run_words((const char *const[]){"ls", "-A", NULL});
	ck_assert_str_eq(text_string(&run.out), "race.c\nrace.trace\n");
	unlink("race.trace");
	run = run_mcheck("--no-trace", "race.c");
	run = run_words((const char *const[]){"ls", "-A", NULL});
	ck_assert_str_eq(text_string(&run.out), "race.c\n");
}
END_TEST

static void add_usage(Suite *suite)
{
	TCase *tcase = tcase_create("usage");

	tcase_add_test(tcase, without_arguments_it_says_how_to_use_it);
	tcase_add_test(tcase, help_goes_to_stdout);
	tcase_add_test(tcase, version_is_one_line);
	tcase_add_test(tcase, unknown_option_is_named_with_a_hint);
	tcase_add_test(tcase, limit_that_is_no_number_is_refused);
	tcase_add_test(tcase, check_may_be_said_or_left_out);
	tcase_add_test(tcase, macros_reach_the_model);
	tcase_add_test(tcase, include_directories_reach_the_model);
	tcase_add_test(tcase, included_file_reaches_the_model);
	tcase_add_test(tcase, standard_of_the_language_reaches_the_model);
	tcase_add_test(tcase,
		       warnings_of_the_compiler_are_shown_when_asked_for);
	tcase_add_test(tcase, arguments_reach_the_model);
	tcase_add_test(tcase, several_files_make_one_model);
	tcase_add_test(tcase, two_runs_print_the_same);
	tcase_add_test(tcase, pipe_gets_no_escape_codes);
	tcase_add_test(tcase, nothing_but_the_trace_is_left_behind);
	suite_add_tcase(suite, tcase);
}

static void add_environment(Suite *suite)
{
	TCase *tcase = tcase_create("environment");

	tcase_add_test(tcase, missing_file_is_named);
	tcase_add_test(tcase, directory_is_refused);
	tcase_add_test(tcase, file_that_is_no_source_is_refused);
	tcase_add_test(tcase, empty_file_has_no_main);
	tcase_add_test(tcase, file_without_main_is_refused);
	tcase_add_test(tcase, compiler_errors_are_shown);
	tcase_add_test(tcase, function_that_mcheck_does_not_control_is_refused);
	tcase_add_test(tcase, empty_path_has_no_compiler);
	tcase_add_test(tcase, missing_compiler_is_named);
	tcase_add_test(tcase, compiler_is_taken_from_the_variable_cc);
	tcase_add_test(tcase, trace_in_a_missing_directory_is_a_warning);
	tcase_add_test(tcase, trace_on_a_full_device_is_a_warning);
	tcase_add_test(tcase, read_only_directory_is_a_warning);
	tcase_add_test(tcase, missing_temporary_directory_is_refused);
	tcase_add_test(tcase, unwritable_stdout_is_not_a_success);
	suite_add_tcase(suite, tcase);
}

Suite *cli_suite(void)
{
	Suite *suite = suite_create("cli");

	add_usage(suite);
	add_environment(suite);
	return suite;
}
