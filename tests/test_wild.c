/* Wild models, and tame ones: how each way to end or not to end is told. */
#include <string.h>

#include "support.h"

/* Checks `model`, alone in a fresh directory as model.c, and expects this. */
static struct run expect_model(const char *model, int code, const char *verdict)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", model);
	run = run_mcheck("--no-trace", "model.c");
	expect_verdict(&run, code, verdict);
	return run;
}

START_TEST(model_that_returns_at_once_is_verified)
{
	expect_model("int main(void)\n{\n\treturn 0;\n}\n", 0, "verified");
}
END_TEST

START_TEST(model_that_exits_with_0_is_verified)
{
	expect_model("#include <stdlib.h>\n"
		     "int main(void)\n{\n\texit(0);\n}\n",
		     0, "verified");
}
END_TEST

START_TEST(model_that_exits_with_3_is_a_finding)
{
	struct run run = expect_model("#include <stdlib.h>\n"
				      "int main(void)\n{\n\texit(3);\n}\n",
				      1, "finding exit");

	expect_part(&run.out, "3");
}
END_TEST

START_TEST(null_pointer_is_a_finding)
{
	struct run run =
		expect_model("static int *nowhere;\n"
			     "int main(void)\n{\n\treturn *nowhere;\n}\n",
			     1, "finding bad-pointer");

	expect_part(&run.out, "model.c:4");
}
END_TEST

START_TEST(values_are_shown_by_their_type)
{
	struct run run = expect_model(
		"#include <pthread.h>\n"
		"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		"static double balance = 100;\nstatic float rate;\n"
		"static void *run(void *a)\n"
		"{\n\tpthread_mutex_lock(&m);\n\trate = 1.5f;\n"
		"\tpthread_mutex_unlock(&m);\n\tbalance += 0.5;\n"
		"\treturn a;\n}\n"
		"int main(void)\n{\n\tpthread_t t;\n"
		"\tpthread_create(&t, 0, run, 0);\n\trun(0);\n"
		"\tpthread_join(t, 0);\n}\n",
		1, "finding data-race");

	expect_part(&run.out, "balance: 100 -> 100.5");
	expect_part(&run.out, "rate: 0 -> 1.5");
}
END_TEST

START_TEST(assumption_that_never_holds_is_noted)
{
	struct run run = expect_model(
		"#include <assert.h>\n#include <mc.h>\n"
		"int main(void)\n{\n\tmc_assume(0);\n\tassert(0);\n}\n",
		0, "verified");

	expect_part(&run.out, "Note: an mc_assume is false in every execution");
}
END_TEST

START_TEST(local_variable_is_named_in_a_race)
{
	struct run run = expect_model(
		"#include <pthread.h>\n"
		"static void *run(void *a)\n{\n\treturn *(int *)a ? a : 0;\n}\n"
		"int main(void)\n{\n\tpthread_t t[2];\n"
		"\tfor (int i = 0; i < 2; i++)\n"
		"\t\tpthread_create(&t[i], 0, run, &i);\n"
		"\tpthread_join(t[0], 0);\n\tpthread_join(t[1], 0);\n}\n",
		1, "finding data-race");

	expect_part(&run.out, "data race on i\n");
}
END_TEST

START_TEST(division_by_zero_is_a_crash)
{
	struct run run =
		expect_model("static int zero;\n"
			     "int main(void)\n{\n\treturn 100 / zero;\n}\n",
			     1, "finding crash");

	expect_part(&run.out, "model.c:4");
}
END_TEST

START_TEST(abort_is_a_crash)
{
	expect_model("#include <stdlib.h>\n"
		     "int main(void)\n{\n\tabort();\n}\n",
		     1, "finding crash");
}
END_TEST

START_TEST(endless_recursion_is_a_stack_overflow)
{
	struct run run = expect_model(
		"static int down(int n)\n{\n\treturn down(n + 1) + 1;\n}\n"
		"int main(void)\n{\n\treturn down(0);\n}\n",
		1, "finding crash");

	ck_assert_msg(strcasestr(text_string(&run.out), "stack overflow"),
		      "no word of a stack overflow:\n%s",
		      text_string(&run.out));
}
END_TEST

START_TEST(endless_recursion_in_a_thread_is_a_stack_overflow)
{
	expect_model("#include <pthread.h>\n"
		     "static int down(int n)\n"
		     "{\n\treturn down(n + 1) + 1;\n}\n"
		     "static void *run(void *to)\n"
		     "{\n\t*(int *)to = down(0);\n\treturn 0;\n}\n"
		     "int main(void)\n{\n\tpthread_t thread;\n\tint to;\n"
		     "\tpthread_create(&thread, 0, run, &to);\n"
		     "\treturn pthread_join(thread, 0);\n}\n",
		     1, "finding crash");
}
END_TEST

START_TEST(endless_allocation_is_a_limit)
{
	expect_model("#include <stdlib.h>\n"
		     "int main(void)\n{\n"
		     "\tfor (;;)\n\t\t*(char *)malloc(1 << 16) = 1;\n}\n",
		     4, "limit memory");
}
END_TEST

START_TEST(empty_endless_loop_is_found)
{
	expect_model("int main(void)\n{\n\twhile (1)\n\t\t;\n}\n", 1,
		     "finding endless-loop");
}
END_TEST

START_TEST(spinning_on_a_flag_that_nobody_sets_is_a_livelock)
{
	expect_model("#include <stdatomic.h>\n"
		     "static atomic_int flag;\n"
		     "int main(void)\n{\n\twhile (!flag)\n\t\t;\n"
		     "\treturn 0;\n}\n",
		     1, "finding livelock");
}
END_TEST

#define PRINT_10_MB(last) \
	"#include <assert.h>\n" \
	"#include <stdio.h>\n" \
	"int main(void)\n" \
	"{\n" \
	"\tfor (int i = 0; i < 10240; i++)\n" \
	"\t\tprintf(\"%1023d\\n\", i);\n" \
	"\t" last "\n" \
	"\treturn 0;\n" \
	"}\n"

START_TEST(printing_10_mb_is_verified)
{
	expect_model(PRINT_10_MB(""), 0, "verified");
}
END_TEST

START_TEST(printing_10_mb_before_a_failure_ends_in_the_verdict)
{
	expect_model(PRINT_10_MB("assert(0);"), 1, "finding assertion");
}
END_TEST

Suite *wild_suite(void)
{
	Suite *suite = suite_create("wild");
	TCase *tcase = tcase_create("wild models");

	tcase_add_test(tcase, model_that_returns_at_once_is_verified);
	tcase_add_test(tcase, model_that_exits_with_0_is_verified);
	tcase_add_test(tcase, model_that_exits_with_3_is_a_finding);
	tcase_add_test(tcase, null_pointer_is_a_finding);
	tcase_add_test(tcase, values_are_shown_by_their_type);
	tcase_add_test(tcase, assumption_that_never_holds_is_noted);
	tcase_add_test(tcase, local_variable_is_named_in_a_race);
	tcase_add_test(tcase, division_by_zero_is_a_crash);
	tcase_add_test(tcase, abort_is_a_crash);
	tcase_add_test(tcase, endless_recursion_is_a_stack_overflow);
	tcase_add_test(tcase,
		       endless_recursion_in_a_thread_is_a_stack_overflow);
	tcase_add_test(tcase, endless_allocation_is_a_limit);
	if (is_short_run())
		skipped("empty_endless_loop_is_found", "a short run");
	else
		tcase_add_test(tcase, empty_endless_loop_is_found);
	tcase_add_test(tcase,
		       spinning_on_a_flag_that_nobody_sets_is_a_livelock);
	tcase_add_test(tcase, printing_10_mb_is_verified);
	tcase_add_test(tcase,
		       printing_10_mb_before_a_failure_ends_in_the_verdict);
	suite_add_tcase(suite, tcase);
	return suite;
}
