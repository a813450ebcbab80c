/* What would mend a model: hints that hold, and none where nothing would. */
#include <string.h>

#include "support.h"

#define HEADING "\nWhat would mend it:\n"

/* A model whose threads wait for `turn` on `first` and on `second`. */
static const char *const waiters =
	"#include <pthread.h>\n"
	"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
	"pthread_cond_t first = PTHREAD_COND_INITIALIZER;\n"
	"pthread_cond_t second = PTHREAD_COND_INITIALIZER;\n"
	"int turn;\n"
	"void *wait_on(void *condition)\n"
	"{\n"
	"\tpthread_mutex_lock(&m);\n"
	"\twhile (!turn)\n"
	"\t\tpthread_cond_wait(condition, &m);\n"
	"\tpthread_mutex_unlock(&m);\n"
	"\treturn 0;\n"
	"}\n"
	"pthread_t start(pthread_cond_t *condition)\n"
	"{\n"
	"\tpthread_t t;\n"
	"\tpthread_create(&t, 0, wait_on, condition);\n"
	"\treturn t;\n"
	"}\n";

static const char *const one_signal =
	"\tpthread_t a = start(&first), b = start(&first);\n"
	"\tpthread_mutex_lock(&m);\n"
	"\tturn = 1;\n"
	"\tpthread_cond_signal(&first); /* wakes one */\n"
	"\tpthread_mutex_unlock(&m);\n"
	"\tpthread_join(a, 0);\n"
	"\tpthread_join(b, 0);\n";

static void write_model(const char *head, const char *body)
{
	struct text main = {0};

	text_addf(&main, "int main(void)\n{\n%s}\n", body);
	write_program(head, text_string(&main));
	text_free(&main);
}

static struct run check(const char *head, const char *body, const char *verdict)
{
	struct run run;

	write_model(head, body);
	run = run_mcheck("model.c");
	expect_verdict(&run, 1, verdict);
	return run;
}

static void expect_hint(const struct run *run, const char *hint)
{
	const char *at = strstr(text_string(&run->out), HEADING);

	ck_assert_msg(at && strstr(at, hint), "no hint \"%s\" in:\n%s", hint,
		      text_string(&run->out));
}

static void expect_no_hint(const struct run *run)
{
	ck_assert_msg(!strstr(text_string(&run->out), HEADING),
		      "there is a hint in:\n%s", text_string(&run->out));
}

START_TEST(signal_that_should_be_a_broadcast_is_named)
{
	struct run run = check(waiters, one_signal, "finding lost-wakeup");

	expect_hint(&run, "  broadcast instead of signal:\n      model.c:");
	expect_hint(&run, "pthread_cond_signal(&first); /* wakes one */");
	ck_assert_ptr_null(strstr(text_string(&run.out), "everywhere"));
	run_free(&run);
}
END_TEST

/* How the finding was found makes no difference. */
START_TEST(hints_are_the_same_with_each_explorer)
{
	static const char *const options[] = {
		"--explorer=brute", "--random=1000", "--preemptions=2",
		"--reduction=off"};

	write_model(waiters, one_signal);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		struct run run =
			run_mcheck("--spurious=off", options[i], "model.c");

		expect_verdict(&run, 1, "finding lost-wakeup");
		expect_hint(&run, "  broadcast instead of signal:\n");
		run_free(&run);
	}
}
END_TEST

START_TEST(two_signals_that_are_wrong_are_told_together)
{
	struct run run =
		check(waiters,
		      "\tpthread_t a = start(&first), b = start(&first);\n"
		      "\tpthread_t c = start(&second), d = start(&second);\n"
		      "\tpthread_mutex_lock(&m);\n"
		      "\tturn = 1;\n"
		      "\tpthread_cond_signal(&first);\n"
		      "\tpthread_cond_signal(&second);\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "\tpthread_join(a, 0);\n\tpthread_join(b, 0);\n"
		      "\tpthread_join(c, 0);\n\tpthread_join(d, 0);\n",
		      "finding lost-wakeup");

	expect_hint(&run, "\n  broadcast instead of signal, everywhere\n\n");
	run_free(&run);
}
END_TEST

/* A broadcast that comes too early wakes nobody, either. */
START_TEST(signal_before_the_wait_has_no_hint)
{
	struct run run =
		check("#include <pthread.h>\n"
		      "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
		      "void *run(void *unused)\n{\n"
		      "\tpthread_mutex_lock(&m);\n"
		      "\tpthread_cond_wait(&c, &m);\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "\treturn unused;\n}\n",
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\tpthread_cond_signal(&c);\n"
		      "\tpthread_join(t, 0);\n",
		      "finding lost-wakeup");

	expect_no_hint(&run);
	run_free(&run);
}
END_TEST

/* What mends the lost wake-up must not lead to anything else that is wrong. */
START_TEST(mend_with_another_finding_is_no_hint)
{
	struct run run;

	write_model("#include <pthread.h>\n#include <stdlib.h>\n"
		    "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		    "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
		    "int turn, woken;\n"
		    "void *run(void *unused)\n{\n"
		    "\tpthread_mutex_lock(&m);\n"
		    "\twhile (!turn) {\n"
		    "\t\tpthread_cond_wait(&c, &m);\n"
		    "\t\tif (++woken == 2)\n\t\t\texit(3);\n\t}\n"
		    "\tpthread_mutex_unlock(&m);\n"
		    "\treturn unused;\n}\n",
		    "\tpthread_t a, b;\n"
		    "\tpthread_create(&a, 0, run, 0);\n"
		    "\tpthread_create(&b, 0, run, 0);\n"
		    "\tpthread_mutex_lock(&m);\n"
		    "\tturn = 1;\n"
		    "\tpthread_cond_signal(&c);\n"
		    "\tpthread_mutex_unlock(&m);\n"
		    "\tpthread_join(a, 0);\n"
		    "\tpthread_join(b, 0);\n");
	run = run_mcheck("--spurious=off", "model.c");
	expect_verdict(&run, 1, "finding lost-wakeup");
	expect_no_hint(&run);
	run_free(&run);
}
END_TEST

static const char *const two_locks =
	"#include <pthread.h>\n"
	"pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
	"pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n"
	"void *run(void *unused)\n{\n"
	"\tpthread_mutex_lock(&b);\n"
	"\tpthread_mutex_lock(&a);\n"
	"\tpthread_mutex_unlock(&a);\n"
	"\tpthread_mutex_unlock(&b);\n"
	"\treturn unused;\n}\n";

START_TEST(locks_that_want_one_order_are_named)
{
	struct run run = check(two_locks,
			       "\tpthread_t t;\n"
			       "\tpthread_create(&t, 0, run, 0);\n"
			       "\tpthread_mutex_lock(&a);\n"
			       "\tpthread_mutex_lock(&b);\n"
			       "\tpthread_mutex_unlock(&b);\n"
			       "\tpthread_mutex_unlock(&a);\n"
			       "\tpthread_join(t, 0);\n",
			       "finding deadlock");

	expect_hint(&run, "  lock b and a in the same order everywhere\n");
	run_free(&run);
}
END_TEST

/* No order helps where one of the two is no lock. */
START_TEST(lock_and_join_have_no_order)
{
	struct run run = check(two_locks,
			       "\tpthread_t t;\n"
			       "\tpthread_mutex_lock(&a);\n"
			       "\tpthread_create(&t, 0, run, 0);\n"
			       "\tpthread_join(t, 0);\n"
			       "\tpthread_mutex_unlock(&a);\n",
			       "finding deadlock");

	expect_no_hint(&run);
	run_free(&run);
}
END_TEST

/* With one order of locks, a thread still joins another with one of them. */
START_TEST(order_that_leaves_a_deadlock_is_no_hint)
{
	struct run run = check(two_locks,
			       "\tpthread_t t;\n"
			       "\tpthread_create(&t, 0, run, 0);\n"
			       "\tpthread_mutex_lock(&a);\n"
			       "\tpthread_mutex_lock(&b);\n"
			       "\tpthread_join(t, 0);\n"
			       "\tpthread_mutex_unlock(&b);\n"
			       "\tpthread_mutex_unlock(&a);\n",
			       "finding deadlock");

	expect_no_hint(&run);
	run_free(&run);
}
END_TEST

START_TEST(hints_can_be_withheld)
{
	struct run run;

	write_model(waiters, one_signal);
	run = run_mcheck("--hints=none", "model.c");
	expect_verdict(&run, 1, "finding lost-wakeup");
	expect_no_hint(&run);
	run_free(&run);
	run = run_mcheck("--quiet", "model.c");
	expect_no_hint(&run);
	run_free(&run);
	run = run_mcheck("replay", "--hints=none", "model.trace");
	expect_verdict(&run, 1, "finding lost-wakeup");
	expect_no_hint(&run);
	run_free(&run);
	run = run_mcheck("--hints=few", "model.c");
	expect_refused(&run, "--hints=few|none, some or all");
	run_free(&run);
}
END_TEST

START_TEST(hints_are_the_same_each_time_and_in_a_replay)
{
	struct run first, again;

	write_model(waiters, one_signal);
	first = run_mcheck("--hints=all", "model.c");
	expect_hint(&first, "broadcast");
	again = run_mcheck("--hints=all", "model.c");
	ck_assert_str_eq(text_string(&first.out), text_string(&again.out));
	run_free(&again);
	again = run_mcheck("replay", "--hints=all", "model.trace");
	ck_assert_str_eq(text_string(&first.out), text_string(&again.out));
	run_free(&again);
	run_free(&first);
}
END_TEST

/* What an execution without an end is must be the same in a replay. */
START_TEST(hints_of_a_model_without_an_end_replay)
{
	const char *model = top_path("models/producer_consumer_broken.c");
	struct run first, again;

	go_to_fresh_directory();
	first = run_mcheck("--endless=allow", "--trace=x.trace", model);
	expect_hint(&first, "broadcast instead of signal");
	again = run_mcheck("replay", "x.trace");
	ck_assert_str_eq(text_string(&first.out), text_string(&again.out));
	run_free(&again);
	run_free(&first);
	first = run_mcheck("--endless=finding", "--trace=x.trace", model);
	expect_no_hint(&first);
	again = run_mcheck("replay", "x.trace");
	ck_assert_str_eq(text_string(&first.out), text_string(&again.out));
	run_free(&again);
	run_free(&first);
}
END_TEST

Suite *hints_suite(void)
{
	Suite *suite = suite_create("hints");
	TCase *tcase = tcase_create("hints");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, signal_that_should_be_a_broadcast_is_named);
	tcase_add_test(tcase, hints_are_the_same_with_each_explorer);
	tcase_add_test(tcase, two_signals_that_are_wrong_are_told_together);
	tcase_add_test(tcase, signal_before_the_wait_has_no_hint);
	tcase_add_test(tcase, mend_with_another_finding_is_no_hint);
	tcase_add_test(tcase, locks_that_want_one_order_are_named);
	tcase_add_test(tcase, lock_and_join_have_no_order);
	tcase_add_test(tcase, order_that_leaves_a_deadlock_is_no_hint);
	tcase_add_test(tcase, hints_can_be_withheld);
	tcase_add_test(tcase, hints_are_the_same_each_time_and_in_a_replay);
	tcase_add_test(tcase, hints_of_a_model_without_an_end_replay);
	suite_add_tcase(suite, tcase);
	return suite;
}
