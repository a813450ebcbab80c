/* Replay: the same report from the trace, or a refusal that says why. */
#include <ctype.h>
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
	expect_trace_refused("model.trace|not an mcheck trace");
}
END_TEST

START_TEST(source_file_is_no_trace)
{
	go_to_fresh_directory();
	write_file("model.trace", model);
	expect_trace_refused("model.trace|not an mcheck trace");
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

/* Traces of several kinds: leaves model.c and model.trace in a fresh
 * directory. */
static struct run make_trace_of(int kind)
{
	static const char exits[] =
		"int main(int argc, char **argv)\n"
		"{\n\treturn argc + **argv * 0 + CODE;\n}\n";
	struct run run;

	if (kind == 0)
		return make_trace();
	go_to_fresh_directory();
	if (kind == 1) {
		write_file("model.c", model);
		run = run_mcheck("--random=500", "--seed=7", "-DX=1", "-DY",
				 "model.c");
	} else {
		write_file("model.c", exits);
		run = run_mcheck("-DCODE=3", "-DX=1", "model.c", "--", "one",
				 "two");
	}
	ck_assert_int_eq(run.code, 1);
	return run;
}

/* Writes model.trace, with the lines from `at` on first the one and then the
 * other; line 0 is none. */
static void write_with(const struct text *trace, int at, int end, int one,
		       int other)
{
	size_t start = line_start(trace, at), rest = line_start(trace, end);
	const int lines[] = {one, other};
	struct text text = {0};

	text_add_bytes(&text, trace->bytes, start);
	for (int i = 0; i < 2; i++) {
		size_t from = line_start(trace, lines[i]);

		if (lines[i])
			text_add_bytes(&text, trace->bytes + from,
				       line_start(trace, lines[i] + 1) - from);
	}
	text_add_bytes(&text, trace->bytes + rest, trace->length - rest);
	write_bytes("model.trace", text.bytes, text.length);
	text_free(&text);
}

/* Another byte at `at`; of a digit, another digit. */
static void write_changed(const struct text *trace, size_t at, uint64_t random,
			  bool digit)
{
	char was = trace->bytes[at];

	if (digit)
		while (at + 1 < trace->length &&
		       !isdigit((unsigned char)trace->bytes[at]))
			at++;
	was = trace->bytes[at];
	if (digit)
		trace->bytes[at] = (char)('0' + random % 10);
	else
		trace->bytes[at] ^= (char)(1 << random % 8);
	write_bytes("model.trace", trace->bytes, trace->length);
	trace->bytes[at] = was;
}

/* A line is lost, doubled, or swapped with the next; a digit or a bit is
 * another. */
static void mutate(const struct text *trace, uint64_t *random)
{
	int lines = count_lines(trace);
	int line = 1 + (int)(next_random(random) % (uint64_t)lines);
	size_t at = next_random(random) % trace->length;

	switch (next_random(random) % 5) {
	case 0:
		write_with(trace, line, line + 1, 0, 0);
		break;
	case 1:
		write_with(trace, line, line + 1, line, line);
		break;
	case 2:
		line -= line == lines;
		write_with(trace, line, line + 2, line + 1, line);
		break;
	default:
		write_changed(trace, at, next_random(random), at % 2);
	}
}

/* Never does it replay something else in silence: it is refused, or prints what
 * the search printed. */
static void expect_refused_or_same(const struct run *found)
{
	struct run again = run_mcheck("replay", "model.trace");

	if (again.code == 1)
		expect_same(&found->out, &again.out);
	else
		expect_refused(&again, "model.trace");
	run_free(&again);
}

START_TEST(mutated_trace_is_refused_or_replays_the_same)
{
	uint64_t random = setting("MCHECK_SEED", 20261129) + (uint64_t)_i;
	uint64_t count = setting("MCHECK_PROGRAMS", 600) / 2;
	struct run found = make_trace_of(_i);
	struct text trace = read_file("model.trace");

	while (count--) {
		mutate(&trace, &random);
		expect_refused_or_same(&found);
	}
	run_free(&found);
}
END_TEST

START_TEST(each_line_of_a_trace_is_needed)
{
	struct run found = make_trace_of(_i);
	struct text trace = read_file("model.trace");
	int lines = count_lines(&trace);

	for (int line = 1; line <= lines; line++) {
		write_with(&trace, line, line + 1, 0, 0);
		expect_trace_refused("model.trace:");
	}
	run_free(&found);
}
END_TEST

START_TEST(edited_trace_is_refused_with_what_to_do)
{
	struct run found = make_trace();
	struct text trace = read_file("model.trace");
	char *at = strstr(trace.bytes, "2 T1 0 create");

	at[3] = '2';
	write_bytes("model.trace", trace.bytes, trace.length);
	expect_trace_refused("model.trace:|checksum|run mcheck on the model");
	run_free(&found);
}
END_TEST

/* What becomes of its trace: test_follow.c. */
START_TEST(changed_model_is_named)
{
	struct run found = make_trace(), run;
	struct text changed = {0};

	text_add(&changed, model);
	text_add(&changed, "/* changed */\n");
	write_bytes("model.c", changed.bytes, changed.length);
	run = run_mcheck("replay", "model.trace");
	expect_part(&run.out, "model.c has changed since the trace");
	write_file("model.c", model);
	run = run_mcheck("replay", "model.trace");
	expect_same(&found.out, &run.out);
}
END_TEST

START_TEST(changed_header_is_named)
{
	struct run run;

	go_to_fresh_directory();
	write_file("code.h", "#define CODE 3\n");
	write_file("model.c", "#include \"code.h\"\n"
			      "int main(void)\n{\n\treturn CODE;\n}\n");
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding exit");
	write_file("code.h", "#define CODE 4\n");
	run = run_mcheck("replay", "model.trace");
	expect_part(&run.out, "code.h has changed since the trace");
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

/* That `box` is shared, and not guarded, is learned while something simpler is
 * looked for. */
START_TEST(livelock_replays_whatever_was_learned_since)
{
	struct run run;

	write_program("#include <pthread.h>\n#include <stdatomic.h>\n"
		      "static atomic_int a;\n"
		      "static struct { atomic_int ready; int value; } box\n"
		      "  __attribute__((aligned(8)));\n"
		      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n",
		      "static void *t1(void *u)\n{\n"
		      "  pthread_mutex_lock(&m);\n"
		      "  while (a != 1) ;\n  return u;\n}\n"
		      "static void *t2(void *u)\n{\n"
		      "  if (pthread_mutex_trylock(&m) == 0) box.value = 0;\n"
		      "  while (box.ready != 1) ;\n  return u;\n}\n"
		      "int main(void)\n{\n  pthread_t one, two; int l;\n"
		      "  pthread_create(&one, 0, t1, 0); l = box.value;\n"
		      "  pthread_create(&two, 0, t2, 0);\n"
		      "  pthread_join(two, 0); return l;\n}\n");
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding livelock");
	run = run_mcheck("replay", "model.trace");
	expect_verdict(&run, 1, "finding livelock");
	run_free(&run);
	go_to_top();
}
END_TEST

Suite *replay_suite(void)
{
	Suite *suite = suite_create("replay");
	TCase *tcase = tcase_create("good");

	tcase_add_test(tcase, replay_prints_what_the_search_printed_every_time);
	tcase_add_test(tcase, counter_replays_the_same_every_time);
	tcase_add_test(tcase, livelock_replays_whatever_was_learned_since);
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
	tcase_add_loop_test(tcase, mutated_trace_is_refused_or_replays_the_same,
			    0, 3);
	tcase_add_loop_test(tcase, each_line_of_a_trace_is_needed, 0, 3);
	tcase_add_test(tcase, edited_trace_is_refused_with_what_to_do);
	tcase_add_test(tcase, changed_model_is_named);
	tcase_add_test(tcase, changed_header_is_named);
	tcase_add_test(tcase, missing_model_is_refused_by_name);
	suite_add_tcase(suite, tcase);
	return suite;
}
