/* Replay of a model that has changed since: how far the trace fits, and whether
 * the same can still happen near it. */
#include <string.h>
#include <unistd.h>

#include "support.h"

static const char head[] =
	"#include <assert.h>\n"
	"#include <pthread.h>\n"
	"static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;\n"
	"#define LOCK(m) pthread_mutex_lock(&m);\n"
	"#define UNLOCK(m) pthread_mutex_unlock(&m);\n";

static const char tail[] = "int main(void)\n"
			   "{\n"
			   "\tpthread_t thread;\n"
			   "\tpthread_create(&thread, 0, worker, 0);\n"
			   "\tLOCK(a) LOCK(b) UNLOCK(b) UNLOCK(a)\n"
			   "\tpthread_join(thread, 0);\n"
			   "}\n";

/* A model whose thread does this, while main locks a and then b. */
static void write_worker(const char *does)
{
	struct text model = {0};

	text_addf(&model,
		  "%sstatic void *worker(void *unused)\n"
		  "{\n"
		  "\t%s\n"
		  "\treturn unused;\n"
		  "}\n"
		  "%s",
		  head, does, tail);
	write_file("model.c", model.bytes);
	text_free(&model);
}

/* The trace is of a deadlock of a worker that locks b and then a; then the
 * worker becomes another one. */
static struct run change_to(const char *does)
{
	struct run run;

	go_to_fresh_directory();
	write_worker("LOCK(b) LOCK(a) UNLOCK(a) UNLOCK(b)");
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding deadlock");
	run_free(&run);
	write_worker(does);
	return run_mcheck("replay", "model.trace");
}

/* The output, its lines joined, has the sentence. */
static void expect_sentence(const struct run *run, const char *sentence)
{
	struct text joined = {0};

	for (const char *at = text_string(&run->out); *at; at++) {
		text_add_bytes(&joined, *at == '\n' ? " " : at, 1);
		if (*at == '\n')
			while (at[1] == ' ')
				at++;
	}
	expect_part(&joined, sentence);
	text_free(&joined);
}

START_TEST(remark_in_the_source_changes_nothing)
{
	struct run run =
		change_to("/* ! */ LOCK(b)\n\n LOCK(a) UNLOCK(a) UNLOCK(b)");
	struct run again;

	expect_sentence(&run,
			"model.c has changed since the trace was written. "
			"The new program follows the trace to its end. "
			"Still reachable: deadlock.");
	expect_part(&run.out, "Replay it with: mcheck replay model.new.trace");
	expect_verdict(&run, 1, "finding deadlock");
	again = run_mcheck("replay", "model.new.trace");
	expect_verdict(&again, 1, "finding deadlock");
	ck_assert_ptr_null(strstr(text_string(&again.out), "changed"));
}
END_TEST

START_TEST(operation_that_is_new_is_passed)
{
	struct run run = change_to(
		"LOCK(c) UNLOCK(c) LOCK(b) LOCK(a) UNLOCK(a) UNLOCK(b)");

	expect_sentence(&run, "follows the trace to its end. Operations that "
			      "are new on this way: 2. Still reachable");
	expect_verdict(&run, 1, "finding deadlock");
}
END_TEST

START_TEST(operation_that_is_gone_is_left_out)
{
	struct run run;

	go_to_fresh_directory();
	write_worker("LOCK(c) UNLOCK(c) LOCK(b) LOCK(a) UNLOCK(a) UNLOCK(b)");
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding deadlock");
	write_worker("LOCK(b) LOCK(a) UNLOCK(a) UNLOCK(b)");
	run = run_mcheck("replay", "model.trace");
	expect_sentence(&run, "follows the trace to its end. Operations that "
			      "are gone: 2. Still reachable: deadlock.");
	expect_verdict(&run, 1, "finding deadlock");
}
END_TEST

START_TEST(mended_model_is_not_said_to_be_verified)
{
	struct run run = change_to("LOCK(a) LOCK(b) UNLOCK(b) UNLOCK(a)");

	expect_sentence(&run,
			"The new program parts from the trace at decision");
	expect_sentence(&run, "the program asks \"T2 lock a at model.c:10\"");
	expect_sentence(&run, "Not found near it: deadlock (");
	expect_verdict(&run, 4, "limit states");
	ck_assert_int_ne(access("model.new.trace", F_OK), 0);
}
END_TEST

START_TEST(other_finding_is_none_that_is_looked_for)
{
	struct run run = change_to("LOCK(a) assert(0); UNLOCK(a)");

	expect_sentence(&run, "Not found near it: deadlock (");
	expect_verdict(&run, 4, "limit states");
}
END_TEST

START_TEST(thread_that_is_gone_is_not_there)
{
	struct run run = change_to("");

	expect_sentence(&run, "the program asks \"T2 is not there\"");
	expect_verdict(&run, 4, "limit states");
}
END_TEST

START_TEST(new_trace_goes_where_it_shall)
{
	struct run run = change_to("LOCK(b) LOCK(a) UNLOCK(b) UNLOCK(a)");

	expect_verdict(&run, 1, "finding deadlock");
	run = run_mcheck("replay", "--trace=x", "model.trace");
	expect_part(&run.out, "Replay it with: mcheck replay x\n");
	ck_assert_int_eq(access("x", F_OK), 0);
}
END_TEST

START_TEST(what_stdout_has_is_the_format_that_was_asked_for)
{
	struct run run = change_to("LOCK(a) LOCK(b) UNLOCK(b) UNLOCK(a)");

	run = run_mcheck("replay", "--format=json", "model.trace");
	ck_assert_int_eq(run.code, 4);
	ck_assert_int_eq(text_string(&run.out)[0], '{');
	expect_part(&run.err, "model.c has changed");
	expect_part(&run.err, "Not found near it");
}
END_TEST

START_TEST(race_is_found_again_though_all_words_have_moved)
{
	static const char body[] = "static int x;\n"
				   "static void *worker(void *unused)\n"
				   "{\n"
				   "\tx++;\n"
				   "\treturn unused;\n"
				   "}\n"
				   "int main(void)\n"
				   "{\n"
				   "\tpthread_t thread;\n"
				   "\tpthread_create(&thread, 0, worker, 0);\n"
				   "\tx++;\n"
				   "\tpthread_join(thread, 0);\n"
				   "}\n";
	struct text moved = {0};
	struct run run;

	write_program("#include <pthread.h>\n", body);
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, "finding data-race");
	text_addf(&moved, "#include <pthread.h>\nint y[100] = {1};\n%s", body);
	write_file("model.c", moved.bytes);
	run = run_mcheck("replay", "model.trace");
	expect_sentence(&run, "Still reachable: data-race.");
	expect_part(&run.out, "data race on x");
	expect_verdict(&run, 1, "finding data-race");
}
END_TEST

Suite *follow_suite(void)
{
	Suite *suite = suite_create("follow");
	TCase *tests = tcase_create("follow");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, remark_in_the_source_changes_nothing);
	tcase_add_test(tests, operation_that_is_new_is_passed);
	tcase_add_test(tests, operation_that_is_gone_is_left_out);
	tcase_add_test(tests, mended_model_is_not_said_to_be_verified);
	tcase_add_test(tests, other_finding_is_none_that_is_looked_for);
	tcase_add_test(tests, thread_that_is_gone_is_not_there);
	tcase_add_test(tests, new_trace_goes_where_it_shall);
	tcase_add_test(tests, what_stdout_has_is_the_format_that_was_asked_for);
	tcase_add_test(tests, race_is_found_again_though_all_words_have_moved);
	suite_add_tcase(suite, tests);
	return suite;
}
