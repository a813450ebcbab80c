/* Slips on the command line: files that would be destroyed, options that are
 * incomplete, words that mean nothing.  Each gets one line that says what to
 * do. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define WORDS 4

static const char model[] = "int main(void)\n{\n\treturn 1;\n}\n";

static struct run run_slip(const char *const words[WORDS])
{
	return run_mcheck(words[0], words[1], words[2], words[3]);
}

static void expect_slip(const struct run *run, const char *said)
{
	struct text line = {0};

	text_addf(&line, "mcheck: %s\n", said);
	ck_assert_msg(run->code == 2, "%s: exit code %d", run->command,
		      run->code);
	ck_assert_str_eq(text_string(&run->err), line.bytes);
	text_free(&line);
}

static void expect_file(const char *path, const char *content)
{
	struct text is = read_file(path);

	ck_assert_str_eq(text_string(&is), content);
	text_free(&is);
}

/* A model, its program, its trace, another source, and a link to the model. */
static void make_files(void)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", model);
	write_file("other.h", "int x;\n");
	write_file("program.c", model);
	write_file("program", "\177ELF");
	ck_assert_int_eq(symlink("model.c", "link"), 0);
	run = run_mcheck("--trace=x.trace", "model.c");
	ck_assert_int_eq(run.code, 1);
	run_free(&run);
}

#define READ " would overwrite model.c, which is read; choose another file"

static const struct slip {
	const char *words[WORDS];
	const char *said;
} slips[] = {
	/* Files that would be destroyed. */
	{{"--html=model.c", "model.c"}, "--html=model.c" READ},
	{{"--dot=./model.c", "model.c"}, "--dot=./model.c" READ},
	{{"--trace=link", "model.c"}, "--trace=link" READ},
	{{"--checkpoint=model.c", "model.c"}, "--checkpoint=model.c" READ},
	{{"replay", "--html=model.c", "x.trace"}, "--html=model.c" READ},
	{{"replay", "--html=x.trace", "x.trace"},
	 "--html=x.trace would overwrite x.trace, which is read; choose "
	 "another file"},
	{{"--stdin=other.h", "--dot=other.h", "model.c"},
	 "--dot=other.h would overwrite other.h, which is read; choose another "
	 "file"},
	{{"--html=other.h", "model.c"},
	 "--html=other.h would overwrite a source file; choose another file"},
	{{"--html=new", "--dot=./new", "model.c"},
	 "--html=new and --dot=./new are the same file; choose another for one "
	 "of them"},
	{{"--checkpoint=new", "--dot=new", "model.c"},
	 "--dot=new and --checkpoint=new are the same file; choose another for "
	 "one of them"},
	{{"--html=model.trace", "model.c"},
	 "the trace model.trace and --html=model.trace are the same file; "
	 "choose another for one of them"},
	/* Options. */
	{{"--budget", "10s", "model.c"},
	 "--budget needs a value: --budget=TIME"},
	{{"--html", "model.c"}, "--html needs a value: --html=FILE"},
	{{"--random", "model.c"}, "--random needs a value: --random=N"},
	{{"--quiet=1", "model.c"}, "--quiet takes no value"},
	{{"--step", "model.c"},
	 "--step is an option of replay: mcheck replay --step FILE.trace"},
	{{"replay", "--budget=1s", "x.trace"},
	 "--budget is not an option of replay; see mcheck --help"},
	{{"--budjet=10s", "model.c"},
	 "unknown option --budjet=10s; did you mean --budget=TIME?"},
	{{"--Budget=10s", "model.c"},
	 "unknown option --Budget=10s; did you mean --budget=TIME?"},
	{{"replay", "--setp", "x.trace"},
	 "unknown option --setp; did you mean --step?"},
	{{"-c", "model.c"}, "unknown option -c; see mcheck --help"},
	/* Other words. */
	{{"repaly", "x.trace"},
	 "cannot read repaly: No such file or directory; did you mean mcheck "
	 "replay?"},
	{{"model"},
	 "cannot read model: No such file or directory; did you mean model.c?"},
	{{"program"},
	 "program is not a C or C++ source file (.c, .cc, .cpp, .cxx); mcheck "
	 "compiles the program itself; did you mean program.c?"},
	{{"model.c", "2"},
	 "cannot read 2: No such file or directory (arguments of the program "
	 "go after --)"},
	{{"model.c", "absent.c"},
	 "cannot read absent.c: No such file or directory"},
	/* Files that do not go together. */
	{{"model.c", "program.c"},
	 "model.c and program.c both define main; check one program at a "
	 "time"},
};

START_TEST(slip)
{
	struct run run;

	make_files();
	run = run_slip(slips[_i].words);
	expect_slip(&run, slips[_i].said);
	expect_file("model.c", model);
	expect_file("other.h", "int x;\n");
	run_free(&run);
}
END_TEST

START_TEST(devices_may_be_named_twice)
{
	struct run run;

	make_files();
	run = run_mcheck("--html=/dev/null", "--dot=/dev/null", "--no-trace",
			 "model.c");
	expect_verdict(&run, 1, "finding exit");
	run_free(&run);
}
END_TEST

START_TEST(help_and_version_by_other_names)
{
	struct run help = run_mcheck("--help"), word = run_mcheck("help");
	struct run version = run_mcheck("--version");
	struct run small = run_mcheck("-v"), large = run_mcheck("-V");

	ck_assert_int_eq(word.code | small.code | large.code, 0);
	expect_same(&help.out, &word.out);
	expect_same(&version.out, &small.out);
	expect_same(&version.out, &large.out);
}
END_TEST

/* Not taken for one of libc's that mcheck does not have. */
START_TEST(function_that_is_nowhere_is_missing)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c",
		   "int helper(void);\nvoid closelog(void);\n"
		   "double lgamma_r(double, int *);\n"
		   "#ifdef HELPER\nint main(void) { return helper(); }\n"
		   "#elif defined LOG\nint main(void) { closelog(); }\n#else\n"
		   "int main(void) { int i; return lgamma_r(1, &i) > 2; }\n"
		   "#endif\n");
	run = run_mcheck("-DHELPER", "model.c");
	expect_slip(&run, "model.c calls helper, which is not defined in any "
			  "of the files given; add the file that has it");
	run = run_mcheck("-DLOG", "model.c");
	expect_refused(&run, "closelog, which mcheck does not control");
	run = run_mcheck("model.c");
	expect_refused(&run, "lgamma_r, which mcheck does not control");
}
END_TEST

START_TEST(functions_that_differ_in_parameters_are_one_name)
{
	struct run run;

	if (!have_command("g++"))
		return;
	go_to_fresh_directory();
	write_file("model.cc", "void f(int); void f(long);\n"
			       "int main() { f(1); f(1L); }\n");
	run = run_mcheck("--cxx=g++", "model.cc");
	expect_slip(&run, "model.cc calls f, which is not defined in any of "
			  "the files given; add the file that has it");
}
END_TEST

START_TEST(demo_says_that_it_builds)
{
	struct run run;

	if (!have_command("make"))
		return;
	go_to_top();
	run = run_words((const char *const[]){"make", "-n", "demo",
					      "PROGRAM=absent", NULL});
	ck_assert_msg(strncmp(text_string(&run.out), "building absent ...\n",
			      20) == 0,
		      "%.100s", text_string(&run.out));
}
END_TEST

Suite *options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("slips");

	tcase_add_loop_test(tcase, slip, 0, sizeof slips / sizeof *slips);
	tcase_add_test(tcase, devices_may_be_named_twice);
	tcase_add_test(tcase, help_and_version_by_other_names);
	tcase_add_test(tcase, function_that_is_nowhere_is_missing);
	tcase_add_test(tcase, functions_that_differ_in_parameters_are_one_name);
	tcase_add_test(tcase, demo_says_that_it_builds);
	suite_add_tcase(suite, tcase);
	return suite;
}
