/* Random numbers that only say how long a thread sleeps. */
#include <stdio.h>
#include <string.h>

#include "model/assembly/assembly.h"
#include "support.h"

#define HEAD \
	"#include <pthread.h>\n#include <stdlib.h>\n#include <unistd.h>\n" \
	"#include <assert.h>\n" \
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
#define MAIN \
	"int main(void) { pthread_t t[3];\n" \
	" for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, run, 0);\n" \
	" for (int i = 0; i < 3; i++) pthread_join(t[i], 0); }\n"

#if defined(__x86_64__)
/* With a phase of its generator in each thread's state, these are 256 times as
 * many states for each thread. */
START_TEST(sleeps_of_random_length_leave_the_generator_as_it_is)
{
	static const char *const lengths[] = {
		"sleep(rand() % 3)", "usleep((rand() % 100 + 1) * 1000)",
		"sleep(1 + random() % 2)", "usleep(lrand48() & 1023)",
		"int t = rand() % 3; sleep(t)"};
	static const char *const compilers[] = {"--cc=gcc", "--cc=clang"};
	char body[400];
	struct run run;

	if (!have_command(compilers[_i % 2] + 5))
		return;
	snprintf(body, sizeof body,
		 "static void *run(void *u) { for (;;) { %s;\n"
		 " pthread_mutex_lock(&m); pthread_mutex_unlock(&m); }\n"
		 " return u; }\n" MAIN,
		 lengths[_i / 2]);
	write_program(HEAD, body);
	run = run_mcheck("--no-trace", "-w", "--states=1000", compilers[_i % 2],
			 "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}
END_TEST
#endif

static void expect_kept(const char *body)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}

/* Two numbers in a row differ, as long as something else is done with one. */
START_TEST(number_that_is_kept_is_drawn)
{
	expect_kept("int main(void) { int a, b; sleep(a = rand());\n"
		    " sleep(b = rand()); assert(a != b); }\n");
	expect_kept("int main(void) { int a = rand(), b = rand(); sleep(a);\n"
		    " usleep(b); assert(a != b); }\n");
	expect_kept("int main(void) { int a = rand(); sleep(a); int b = rand();"
		    "\n sleep(b); assert(a != b); }\n");
	expect_kept("static int a[2]; int main(void) {\n"
		    " for (int i = 0; i < 2; i++) sleep(a[i] = rand());\n"
		    " assert(a[0] != a[1]); }\n");
}
END_TEST

/* Then it may be called, and look at what it is given. */
START_TEST(functions_of_the_model_are_called)
{
	struct run run;

	write_program("#include <assert.h>\n",
		      "int calls; int rand(void) { return ++calls; }\n"
		      "unsigned sleep(unsigned); int main(void)\n"
		      "{ sleep(rand()); assert(calls == 0); }\n");
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
	write_program("#include <assert.h>\n#include <stdlib.h>\n",
		      "unsigned last = 1; int usleep(unsigned n)\n"
		      "{ assert(n != last); last = n; return 0; }\n"
		      "int main(void) { usleep(rand()); usleep(rand()); }\n");
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}
END_TEST

START_TEST(functions_of_another_file_are_called)
{
	struct run run;

	write_program("#include <assert.h>\n",
		      "extern int calls; int rand(void);\n"
		      "unsigned sleep(unsigned); int main(void)\n"
		      "{ sleep(rand()); assert(calls == 0); }\n");
	write_file("own.c", "int calls; int rand(void) { return ++calls; }\n");
	run = run_mcheck("--no-trace", "-w", "model.c", "own.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
}
END_TEST

#if defined(__x86_64__)
static bool is_replaced(const char *between)
{
	struct text in = {0}, out = {0};
	struct assembly_count count = {0};
	bool replaced;

	text_addf(&in,
		  "\t.text\nf:\n\tcall\trand@PLT\n%s\tcall\tsleep@PLT\n\tret\n",
		  between);
	assembly_rewrite_with(text_string(&in), in.length, ASSEMBLY_SLEPT, &out,
			      &count);
	replaced = strstr(text_string(&out), "__mc_rand_slept") != NULL;
	text_free(&in);
	text_free(&out);
	return replaced;
}

START_TEST(only_arithmetic_in_scratch_registers_may_stand_between)
{
	ck_assert(is_replaced("\tmovl\t%eax, %edi\n"));
	ck_assert(is_replaced(".Ltmp1:\n\tmovl\t$3, %ecx\n\tcltd\n"
			      "\tidivl\t%ecx\n\tmovl\t%edx, %edi\n"));
	ck_assert(!is_replaced("\tmovl\t%eax, -4(%rbp)\n\tmovl\t%eax, %edi\n"));
	ck_assert(!is_replaced("\tmovl\t%eax, %ebx\n\tmovl\t%eax, %edi\n"));
	ck_assert(!is_replaced("\ttestl\t%eax, %eax\n\tje\t.L2\n"));
	ck_assert(!is_replaced("\tmovl\t%eax, %edi\n\tcall\tg@PLT\n"));
	ck_assert(!is_replaced("\tmovl\t%eax, x(%rip)\n"));
	ck_assert(!is_replaced("\tpushq\t%rax\n"));
	ck_assert(!is_replaced("\tstosl\n"));
	ck_assert(!is_replaced("\tmovsb\n"));
}
END_TEST
#endif

Suite *slept_suite(void)
{
	Suite *suite = suite_create("slept");
	TCase *tcase = tcase_create("slept");

	tcase_set_timeout(tcase, 60);
#if defined(__x86_64__)
	tcase_add_loop_test(
		tcase, sleeps_of_random_length_leave_the_generator_as_it_is, 0,
		10);
	tcase_add_test(tcase,
		       only_arithmetic_in_scratch_registers_may_stand_between);
#endif
	tcase_add_test(tcase, number_that_is_kept_is_drawn);
	tcase_add_test(tcase, functions_of_the_model_are_called);
	tcase_add_test(tcase, functions_of_another_file_are_called);
	suite_add_tcase(suite, tcase);
	return suite;
}
