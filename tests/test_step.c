/* Replay step by step: what holds at each moment, and the commands. */
#include <string.h>
#include <unistd.h>

#include "support.h"

static const char lines_20[] =
	"#include <pthread.h>\n"
	"static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n"
	"static int sum;\n"
	"static void *worker(void *unused)\n"
	"{\n"
	"\tpthread_mutex_lock(&b);\n"
	"\tpthread_mutex_lock(&a);\n"
	"\tsum++;\n"
	"\tpthread_mutex_unlock(&a);\n"
	"\tpthread_mutex_unlock(&b);\n"
	"\treturn unused;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tpthread_t thread;\n"
	"\tpthread_create(&thread, 0, worker, 0);\n"
	"\tpthread_mutex_lock(&a); /* \033[31m */\n"
	"\tpthread_mutex_lock(&b);\n"
	"}\n";

/* Checks model.c, which has a finding, and walks with these commands. */
static struct run walk(const char *model, const char *commands)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", model);
	write_file("commands", commands);
	run = run_mcheck("model.c");
	ck_assert_int_eq(run.code, 1);
	run_free(&run);
	return run_words((const char *const[]){
		"sh", "-c", "exec \"$0\" replay --step model.trace <commands",
		mcheck_path(), NULL});
}

static void expect_no(const struct run *run, const char *part)
{
	ck_assert_msg(!strstr(text_string(&run->out), part),
		      "\"%s\" is in:\n%s", part, text_string(&run->out));
}

START_TEST(moment_shows_source_threads_and_locks)
{
	struct run run = walk(lines_20, "g 2\nq\n");
	struct text out = {0};
	const char *second = strstr(text_string(&run.out), "-- step 2");

	ck_assert_ptr_nonnull(second);
	text_add(&out, second);
	ck_assert_str_eq(
		text_string(&out),
		"-- step 2 of 3 -----------------------------------------------"
		"----------------\n"
		"T1 main locks a (model.c:18)\n"
		"      16      pthread_t thread;\n"
		"      17      pthread_create(&thread, 0, worker, 0);\n"
		"  >   18      pthread_mutex_lock(&a); /* \xef\xbf\xbd[31m */\n"
		"      19      pthread_mutex_lock(&b);\n"
		"      20  }\n"
		"  threads\n"
		"  > T1 main         model.c:19        then waits to lock b\n"
		"    T2 worker       model.c:7         next: locks b\n"
		"  locks\n"
		"    a                                 T1 main, since step 2\n"
		"verdict: finding deadlock\n");
}
END_TEST

START_TEST(going_back_shows_what_going_forward_did)
{
	struct run there = walk(lines_20, "n\n");
	struct run back = walk(lines_20, "\n\nb\n");
	const char *at = strstr(text_string(&there.out), "-- step 2");
	const char *last = text_string(&back.out), *next;

	while ((next = strstr(last + 1, "-- step")))
		last = next;
	ck_assert_str_eq(at, last);
}
END_TEST

START_TEST(last_moment_says_who_has_what_each_waits_for)
{
	struct run run = walk(lines_20, "e\n");

	expect_part(&run.out, "Here: deadlock");
	expect_part(&run.out, "waits to lock b, which T2 has\n");
	expect_part(&run.out, "waits to lock a, which T1 has\n");
}
END_TEST

START_TEST(end_of_input_quits_with_the_code_and_verdict_of_replay)
{
	struct run run = walk(lines_20, "");

	expect_verdict(&run, 1, "finding deadlock");
	expect_no(&run, "\033");
	expect_no(&run, "(step)");
}
END_TEST

START_TEST(there_is_nothing_before_the_start_nor_behind_the_end)
{
	struct run run = walk(lines_20, "s\nb\ne\nn\ng 4\ng -1\ng\nx\nh\n");

	expect_part(&run.out, "-- step 0 of 3");
	expect_part(&run.out, "Nothing has happened yet.");
	expect_part(&run.out,
		    "T2 worker                         not yet created");
	expect_part(&run.out, "This is the start");
	expect_part(&run.out, "This is the last step");
	expect_part(&run.out, "There are steps 0 to 3: g N\n"
			      "There are steps 0 to 3: g N\n"
			      "There are steps 0 to 3: g N\n");
	expect_part(&run.out, "Unknown command");
	expect_part(&run.out, "go to step N");
	expect_verdict(&run, 1, "finding deadlock");
}
END_TEST

static const char counted[] = "#include <assert.h>\n"
			      "#include <stdatomic.h>\n"
			      "#include <pthread.h>\n"
			      "static atomic_int x, y;\n"
			      "static void *worker(void *unused)\n"
			      "{\n"
			      "\tatomic_store(&x, 1);\n"
			      "\tatomic_store(&y, 2);\n"
			      "\treturn unused;\n"
			      "}\n"
			      "int main(void)\n"
			      "{\n"
			      "\tpthread_t thread;\n"
			      "\tpthread_create(&thread, 0, worker, 0);\n"
			      "\tpthread_join(thread, 0);\n"
			      "\tassert(atomic_load(&x) == 0);\n"
			      "}\n";

START_TEST(values_are_the_last_ones_until_then)
{
	struct run run = walk(counted, "e\nw y\ng 2\nw z\nw\n");

	expect_part(&run.out, "  values\n    y = 2 ");
	expect_part(&run.out, "T2 worker, step 3\n    x = 1 ");
	expect_part(&run.out, "    (not yet used)\n");
	expect_part(&run.out, "No step uses a variable of this name.");
	expect_part(&run.out, "T2 worker       model.c:8         next: stores");
	expect_part(&run.out, "T2 worker                         has ended");
	expect_part(&run.out, "waits to join T2 worker");
	expect_part(&run.out, "Here: assertion failed");
}
END_TEST

static const char raced[] = "#include <assert.h>\n"
			    "#include <pthread.h>\n"
			    "static int x;\n"
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
			    "\tassert(x == 2);\n"
			    "}\n";

START_TEST(race_and_what_it_leads_to_take_turns)
{
	struct run run = walk(raced, "e\nc\ne\nc\n");

	expect_part(&run.out, "Here: data race on x");
	expect_part(&run.out, "What the race leads to:\n-- step 1 of");
	expect_part(&run.out, "Here: assertion failed: x == 2");
	expect_part(&run.out, "The race:\n-- step 1 of");
	run = walk(lines_20, "c\n");
	expect_part(&run.out, "There is no consequence of a race.");
}
END_TEST

START_TEST(readers_hold_their_lock_side_by_side)
{
	struct run run =
		walk("#include <pthread.h>\n"
		     "static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
		     "static void *worker(void *unused)\n"
		     "{\n"
		     "\tpthread_rwlock_wrlock(&l);\n"
		     "\treturn unused;\n"
		     "}\n"
		     "int main(void)\n"
		     "{\n"
		     "\tpthread_t thread;\n"
		     "\tpthread_rwlock_rdlock(&l);\n"
		     "\tpthread_create(&thread, 0, worker, 0);\n"
		     "\tpthread_join(thread, 0);\n"
		     "}\n",
		     "e\n");

	expect_part(&run.out, "waits to lock for writing l, which T1\n");
	expect_part(&run.out, "T1 main, to read, since step 1");
}
END_TEST

START_TEST(sleeper_waits_until_it_is_signalled)
{
	struct run run =
		walk("#include <assert.h>\n"
		     "#include <pthread.h>\n"
		     "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		     "static pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
		     "static int go;\n"
		     "static void *worker(void *unused)\n"
		     "{\n"
		     "\tpthread_mutex_lock(&m);\n"
		     "\twhile (!go)\n"
		     "\t\tpthread_cond_wait(&c, &m);\n"
		     "\tassert(0);\n"
		     "\treturn unused;\n"
		     "}\n"
		     "int main(void)\n"
		     "{\n"
		     "\tpthread_t thread;\n"
		     "\tpthread_mutex_lock(&m);\n"
		     "\tpthread_create(&thread, 0, worker, 0);\n"
		     "\twhile (!go) {\n"
		     "\t\tgo = 1;\n"
		     "\t\tpthread_cond_wait(&c, &m);\n"
		     "\t}\n"
		     "\tpthread_mutex_unlock(&m);\n"
		     "}\n",
		     "e\n");

	expect_part(&run.out, "waits for a signal on c");
	expect_part(&run.out, "  locks\n    m                                 "
			      "T2 worker, since step");
	expect_no(&run, "T1 main, since step 4");
}
END_TEST

START_TEST(name_of_a_file_moves_no_cursor)
{
	struct run run = walk("#include <stdlib.h>\n"
			      "#include <stdatomic.h>\n"
			      "static atomic_int x;\n"
			      "int main(void)\n"
			      "{\n"
			      "#line 7 \"\\033[2Jx.c\"\n"
			      "\tx = 1;\n"
			      "\tabort();\n"
			      "}\n",
			      "e\nt\n");

	expect_no(&run, "\033");
	expect_part(&run.out, "T1 main stores x");
}
END_TEST

Suite *step_suite(void)
{
	Suite *suite = suite_create("step");
	TCase *tests = tcase_create("step");

	tcase_add_test(tests, moment_shows_source_threads_and_locks);
	tcase_add_test(tests, going_back_shows_what_going_forward_did);
	tcase_add_test(tests, last_moment_says_who_has_what_each_waits_for);
	tcase_add_test(tests,
		       end_of_input_quits_with_the_code_and_verdict_of_replay);
	tcase_add_test(tests,
		       there_is_nothing_before_the_start_nor_behind_the_end);
	tcase_add_test(tests, values_are_the_last_ones_until_then);
	tcase_add_test(tests, race_and_what_it_leads_to_take_turns);
	tcase_add_test(tests, readers_hold_their_lock_side_by_side);
	tcase_add_test(tests, sleeper_waits_until_it_is_signalled);
	tcase_add_test(tests, name_of_a_file_moves_no_cursor);
	suite_add_tcase(suite, tests);
	return suite;
}
