/* How large a model may be: threads, stacks, lines, files; and what is said
 * when it is larger. */
#include <stdio.h>

#include "support.h"

#define LINES_A_FILE 260

/* Threads that pass a token on: all live at once, one goes at a time. */
static const char chain[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <semaphore.h>\n"
	"static sem_t turn[N + 1];\nstatic int sum;\n"
	"static void *pass(void *argument)\n{\n"
	"\tlong me = (long)argument;\n\tsem_wait(&turn[me]);\n\tsum++;\n"
	"\tsem_post(&turn[me + 1]);\n\treturn 0;\n}\n"
	"int main(void)\n{\n\tpthread_t thread[N];\n"
	"\tfor (long i = 0; i <= N; i++)\n\t\tsem_init(&turn[i], 0, 0);\n"
	"\tfor (long i = 0; i < N; i++)\n"
	"\t\tpthread_create(&thread[i], 0, pass, (void *)i);\n"
	"\tsem_post(&turn[0]);\n\tsem_wait(&turn[N]);\n"
	"\tassert(sum == N);\n"
	"\tfor (long i = 0; i < N; i++)\n\t\tpthread_join(thread[i], 0);\n}\n";

START_TEST(model_has_128_threads)
{
	struct run run;

	go_to_fresh_directory();
	write_file("chain.c", chain);
	run = run_mcheck("-DN=127", "chain.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.out, "at most 128 threads");
}
END_TEST

START_TEST(one_thread_more_is_a_limit)
{
	struct run run;

	go_to_fresh_directory();
	write_file("chain.c", chain);
	run = run_mcheck("-DN=128", "chain.c");
	expect_verdict(&run, 4, "limit threads");
	expect_part(&run.out, "more than 128 threads");
}
END_TEST

START_TEST(thread_has_a_stack_of_4_mib)
{
	struct run run;

	go_to_fresh_directory();
	write_file("deep.c",
		   "#include <assert.h>\n#include <pthread.h>\n"
		   "#include <string.h>\n"
		   "static int deep(int n)\n"
		   "{\n\tchar page[4096];\n"
		   "\tmemset(page, n & 0x7f, sizeof page);\n"
		   "\treturn n ? deep(n - 1) + page[n] : 0;\n}\n"
		   "static void *run(void *a) { assert(deep(1000) > 0); return "
		   "a; }\n"
		   "int main(void) { pthread_t t; pthread_create(&t, 0, run, "
		   "0); pthread_join(t, 0); }\n");
	run = run_mcheck("deep.c");
	expect_verdict(&run, 0, "verified");
}
END_TEST

/* A file of the program: functions that add under the lock. */
static void write_part(int number)
{
	char name[32];
	struct text text = {0};

	text_addf(&text, "#include \"parts/part.h\"\n");
	for (int i = 0; i < LINES_A_FILE / 5; i++)
		text_addf(&text,
			  "static int step%d(int x)\n{\n\tint y = x + %d;\n\n"
			  "\treturn y;\n}\n",
			  i, i % 2);
	text_addf(&text,
		  "void part%d(void)\n{\n\tint x = 0;\n\n"
		  "\tpthread_mutex_lock(&lock);\n",
		  number);
	for (int i = 0; i < LINES_A_FILE / 5; i++)
		text_addf(&text, "\tx = step%d(x);\n", i);
	text_addf(&text, "\ttotal += x;\n\tpthread_mutex_unlock(&lock);\n}\n");
	snprintf(name, sizeof name, "part%d.c", number);
	write_file(name, text_string(&text));
	text_free(&text);
}

START_TEST(thousand_lines_in_several_files_are_one_model)
{
	const char *const directory[] = {"mkdir", "-p", "include/parts", NULL};
	struct run run;

	go_to_fresh_directory();
	run_words(directory);
	write_file("include/parts/part.h",
		   "#include <pthread.h>\nextern pthread_mutex_t lock;\n"
		   "extern int total;\nvoid part1(void);\nvoid part2(void);\n"
		   "void part3(void);\n");
	for (int i = 1; i <= 3; i++)
		write_part(i);
	write_file("main.c",
		   "#include \"parts/part.h\"\n#include <assert.h>\n"
		   "pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n"
		   "int total;\n"
		   "static void *run(void *a) { part1(); part2(); return a; }\n"
		   "int main(void) { pthread_t t; pthread_create(&t, 0, run, "
		   "0);\n part3(); pthread_join(t, 0); assert(total == 78); "
		   "}\n");
	run = run_mcheck("-Iinclude", "main.c", "part1.c", "part2.c",
			 "part3.c");
	expect_verdict(&run, 0, "verified");
}
END_TEST

Suite *sizes_suite(void)
{
	Suite *suite = suite_create("sizes");
	TCase *tcase = tcase_create("sizes");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, model_has_128_threads);
	tcase_add_test(tcase, one_thread_more_is_a_limit);
	tcase_add_test(tcase, thread_has_a_stack_of_4_mib);
	tcase_add_test(tcase, thousand_lines_in_several_files_are_one_model);
	suite_add_tcase(suite, tcase);
	return suite;
}
