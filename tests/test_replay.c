/* Replay: the same report from the trace, or a refusal that says why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define REPLAYS (is_short_run() ? 10 : 100)

static const char model[] = "#include <assert.h>\n"
			    "#include <pthread.h>\n"
			    "static int counter;\n"
			    "static void *worker(void *unused)\n"
			    "{\n"
			    "\tcounter++;\n"
			    "\treturn unused;\n"
			    "}\n"
			    "int main(void)\n"
			    "{\n"
			    "\tpthread_t one, two;\n"
			    "\tpthread_create(&one, 0, worker, 0);\n"
			    "\tpthread_create(&two, 0, worker, 0);\n"
			    "\tpthread_join(one, 0);\n"
			    "\tpthread_join(two, 0);\n"
			    "\tassert(counter == 2);\n"
			    "\treturn 0;\n"
			    "}\n";

/* Leaves model.c and its model.trace in a fresh directory. */
static struct run make_trace(void)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", model);
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding data-race");
	ck_assert_msg(access("model.trace", R_OK) == 0, "there is no trace");
	return run;
}

/* The first `length` bytes become model.trace. */
static void cut_trace(const struct text *whole, size_t length)
{
	write_bytes("model.trace", whole->bytes, length);
}

static void expect_trace_refused(const char *named)
{
	struct run run = run_mcheck("replay", "model.trace");

	expect_refused(&run, named);
	run_free(&run);
}

/* Where the line with this number, from 1, begins; or the end. */
static size_t line_start(const struct text *text, int line)
{
	size_t i = 0;

	while (i < text->length && line > 1)
		line -= text->bytes[i++] == '\n';
	return i;
}

static int count_lines(const struct text *text)
{
	int lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

START_TEST(replay_prints_what_the_search_printed_every_time)
{
	struct run found = make_trace();

	for (int i = 0; i < REPLAYS; i++) {
		struct run again = run_mcheck("replay", "model.trace");

		expect_verdict(&again, 1, "finding data-race");
		expect_same(&found.out, &again.out);
		run_free(&again);
	}
}
END_TEST

START_TEST(counter_replays_the_same_every_time)
{
	const char *path;
	char option[8192];
	struct run found;

	go_to_fresh_directory();
	path = realpath(".", NULL);
	snprintf(option, sizeof option, "--trace=%s/counter.trace", path);
	go_to_top();
	found = run_mcheck(option, "models/counter.c");
	expect_verdict(&found, 1, "finding data-race");
	for (int i = 0; i < REPLAYS; i++) {
		struct run again = run_mcheck("replay", strchr(option, '/'));

		expect_same(&found.out, &again.out);
		run_free(&again);
	}
}
END_TEST

START_TEST(trace_keeps_options_and_arguments)
{
	struct run found, again;

	go_to_fresh_directory();
	write_file("model.c", "int main(int argc, char **argv)\n{\n"
			      "\treturn argc == 3 && argv[1][0] == 'x' &&\n"
			      "\t\targv[2][1] == ' ' ? CODE : 0;\n}\n");
	found = run_mcheck("-DCODE=3", "model.c", "--", "x", "a \"b\"\n");
	expect_verdict(&found, 1, "finding exit");
	again = run_mcheck("replay", "model.trace");
	expect_verdict(&again, 1, "finding exit");
	expect_same(&found.out, &again.out);
}
END_TEST

START_TEST(trace_is_text_with_one_decision_a_line)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");

	ck_assert_ptr_null(memchr(trace.bytes, '\0', trace.length));
	expect_part(&trace, "model.c");
	expect_part(&trace, "T1 0 create one at model.c:");
	ck_assert_int_gt(count_lines(&trace), 5);
	run_free(&found);
}
END_TEST

START_TEST(missing_trace_is_named)
{
	go_to_fresh_directory();
	expect_trace_refused("model.trace");
}
END_TEST

START_TEST(replay_without_a_trace_says_what_is_missing)
{
	struct run run = run_mcheck("replay");

	expect_refused(&run, "trace");
}
END_TEST

START_TEST(directory_is_no_trace)
{
	go_to_fresh_directory();
	write_file("model.c", model);
	{
		struct run run = run_mcheck("replay", ".");

		expect_refused(&run, "directory");
	}
}
END_TEST

START_TEST(empty_trace_is_refused)
{
	go_to_fresh_directory();
	write_file("model.trace", "");
	expect_trace_refused("model.trace|empty");
}
END_TEST

START_TEST(foreign_file_is_refused)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0";

	go_to_fresh_directory();
	write_bytes("model.trace", png, sizeof png);
	expect_trace_refused("model.trace|not a trace");
}
END_TEST

START_TEST(source_file_is_no_trace)
{
	go_to_fresh_directory();
	write_file("model.trace", model);
	expect_trace_refused("model.trace|not a trace");
}
END_TEST

START_TEST(unknown_version_is_refused_with_its_line)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");
	size_t rest = line_start(&trace, 2) - 1;
	struct text other = {0};

	text_add_bytes(&other, trace.bytes, rest);
	text_add(&other, "999");
	text_add_bytes(&other, trace.bytes + rest, trace.length - rest);
	write_bytes("model.trace", other.bytes, other.length);
	expect_trace_refused("model.trace:1:|version");
	run_free(&found);
}
END_TEST

/* In loop i of 10, i tenths of the trace are left. */
START_TEST(trace_cut_off_anywhere_is_refused_with_its_line)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");
	size_t length = trace.length * (size_t)_i / 10;

	cut_trace(&trace, length);
	expect_trace_refused("model.trace:");
	run_free(&found);
}
END_TEST

START_TEST(trace_cut_off_between_lines_is_refused_with_its_line)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");
	int lines = count_lines(&trace);

	for (int line = 2; line <= lines; line++) {
		cut_trace(&trace, line_start(&trace, line));
		expect_trace_refused("model.trace:");
	}
	run_free(&found);
}
END_TEST

/* The trace without the line, or with the line twice. */
static void damage_trace(const struct text *trace, int line, bool twice)
{
	size_t start = line_start(trace, line);
	size_t end = line_start(trace, line + 1);
	struct text other = {0};

	text_add_bytes(&other, trace->bytes, twice ? end : start);
	if (twice)
		text_add_bytes(&other, trace->bytes + start, end - start);
	text_add_bytes(&other, trace->bytes + end, trace->length - end);
	write_bytes("model.trace", other.bytes, other.length);
	text_free(&other);
}

/* A line is lost (loop 0) or is there twice (loop 1). */
START_TEST(damaged_trace_is_refused_or_replays_the_same)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");
	int lines = count_lines(&trace);

	for (int line = 1; line <= lines; line++) {
		struct run again;

		damage_trace(&trace, line, _i == 1);
		again = run_mcheck("replay", "model.trace");
		if (again.code == 1)
			expect_same(&found.out, &again.out);
		else
			expect_refused(&again, "model.trace");
		run_free(&again);
	}
}
END_TEST

START_TEST(changed_model_is_refused_by_name)
{
	struct run found = make_trace();
	struct text changed = {0};

	text_add(&changed, model);
	text_add(&changed, "/* changed */\n");
	write_bytes("model.c", changed.bytes, changed.length);
	expect_trace_refused("model.trace:|model.c|changed");
	write_file("model.c", model);
	{
		struct run again = run_mcheck("replay", "model.trace");

		expect_same(&found.out, &again.out);
	}
}
END_TEST

START_TEST(changed_header_is_refused_by_name)
{
	struct run found;

	go_to_fresh_directory();
	write_file("code.h", "#define CODE 3\n");
	write_file("model.c", "#include \"code.h\"\n"
			      "int main(void)\n{\n\treturn CODE;\n}\n");
	found = run_mcheck("model.c");
	expect_verdict(&found, 1, "finding exit");
	write_file("code.h", "#define CODE 4\n");
	expect_trace_refused("model.trace:|code.h|changed");
}
END_TEST

START_TEST(missing_model_is_refused_by_name)
{
	struct run found = make_trace();

	unlink("model.c");
	expect_trace_refused("model.c");
	run_free(&found);
}
END_TEST

Suite *replay_suite(void)
{
	Suite *suite = suite_create("replay");
	TCase *tcase = tcase_create("good");

	tcase_add_test(tcase, replay_prints_what_the_search_printed_every_time);
	tcase_add_test(tcase, counter_replays_the_same_every_time);
	tcase_add_test(tcase, trace_keeps_options_and_arguments);
	tcase_add_test(tcase, trace_is_text_with_one_decision_a_line);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("bad");
	tcase_add_test(tcase, missing_trace_is_named);
	tcase_add_test(tcase, replay_without_a_trace_says_what_is_missing);
	tcase_add_test(tcase, directory_is_no_trace);
	tcase_add_test(tcase, empty_trace_is_refused);
	tcase_add_test(tcase, foreign_file_is_refused);
	tcase_add_test(tcase, source_file_is_no_trace);
	tcase_add_test(tcase, unknown_version_is_refused_with_its_line);
	tcase_add_loop_test(
		tcase, trace_cut_off_anywhere_is_refused_with_its_line, 1, 10);
	tcase_add_test(tcase,
		       trace_cut_off_between_lines_is_refused_with_its_line);
	tcase_add_loop_test(tcase, damaged_trace_is_refused_or_replays_the_same,
			    0, 2);
	tcase_add_test(tcase, changed_model_is_refused_by_name);
	tcase_add_test(tcase, changed_header_is_refused_by_name);
	tcase_add_test(tcase, missing_model_is_refused_by_name);
	suite_add_tcase(suite, tcase);
	return suite;
}
