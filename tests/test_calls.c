/* Calls of libc, and copies, in whose middle other threads may go: each part of
 * them happens once, and with the call's own arguments. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <math.h>\n" \
	"#include <pthread.h>\n#include <semaphore.h>\n" \
	"#include <stdatomic.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <string.h>\n" \
	"static atomic_int flag;\nstatic char s[4] = \"x\", d[5] = " \
	"\"....\";\n" \
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" \
	"struct pair { int a, b; };\nstatic struct pair from, to;\n"

/* T2 runs `other`; `call`, `check` are what main does meanwhile, and then. */
#define PROGRAM(other, call, check) \
	"static void *t(void *u) { " other " return u; }\n" \
	"int main(void) {\n" \
	"  pthread_t h; char b[32]; (void)b;\n" \
	"  pthread_create(&h, NULL, t, NULL);\n" \
	"  " call "\n  pthread_join(h, NULL);\n  " check "\n" \
	"  return 0;\n}\n"
#define SET_FIRST(then) "if (atomic_load(&flag)) { s[0] = 'y'; " then " }"
#define SET_FLAG "atomic_store(&flag, 1); "

/* The last one is what some execution comes to, but not all; or VERIFIED. */
#define VERIFIED "verified"
#define FAILS "finding assertion"

static const struct {
	const char *option, *program, *verdict;
} calls[] = {
	/* Arguments in general registers, in vector registers, on the stack. */
	{"--races=allow",
	 PROGRAM(SET_FIRST("printf(\"%d %d %d %s\\n\", 1, 2, 3, \"q\");"),
		 SET_FLAG "snprintf(b, sizeof b, \"%d%s\", 7, s);",
		 "assert(strcmp(b, \"7y\") != 0);"),
	 FAILS},
	{"--races=allow",
	 PROGRAM(SET_FIRST("printf(\"%d %d %d %d\\n\", 1, 2, 3, 4);"),
		 SET_FLAG "snprintf(b, sizeof b, \"%d%s\", 7, s);",
		 "assert(b[0] == '7' && (b[1] == 'x' || b[1] == 'y'));"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM(SET_FIRST("printf(\"%.1f %.1f\\n\", 1.0, 2.0);"),
		 SET_FLAG "snprintf(b, sizeof b, \"%.1f %.1f%s\", 7.5, 8., s);",
		 "assert(strcmp(b, \"7.5 8.0y\") != 0);"),
	 FAILS},
	{"--races=allow",
	 PROGRAM(SET_FIRST("printf(\"%.1f %.1f\\n\", 1.0, 2.0);"),
		 SET_FLAG "snprintf(b, sizeof b, \"%.1f %.1f%s\", 7.5, 8., s);",
		 "assert(strncmp(b, \"7.5 8.0\", 7) == 0);"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM(SET_FIRST("printf(\"%d%d%d%d%d%d%d\", 1, 2, 3, 4, 5, 6, 7);"),
		 SET_FLAG
		 "snprintf(b, sizeof b, \"%d%d%d%d%d%d%s\", 9, 8, 7, 6, "
		 "5, 4, s);",
		 "assert(strncmp(b, \"987654\", 6) == 0);"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM("sprintf(d + 2, \"%d\", 2);", "sprintf(d, \"%d\", 7);",
		 "assert(d[0] == '7' && d[2] == '2');"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM("int i; if (sscanf(s, \"%d\", &i) == 1) assert(i == 5);",
		 "int i; sscanf(\"5\", \"%s\", s); sscanf(\"6\", \"%d\", &i);",
		 "assert(i == 6);"),
	 VERIFIED},
	{"--malloc-may-fail",
	 PROGRAM("pthread_mutex_lock(&m); printf(\"%d %.1f %d\\n\", 1, 2., 3);"
		 "pthread_mutex_unlock(&m);",
		 "char *p = NULL; if (asprintf(&p, \"%d %.1f\", 7, 8.) >= 0) {"
		 "  assert(strcmp(p, \"7 8.0\") == 0); free(p); }",
		 ""),
	 VERIFIED},
	{"--explorer=brute",
	 PROGRAM("printf(\"%d %.1f\\n\", 1, 2.);",
		 "char *p = NULL; if (asprintf(&p, \"%d %.1f\", 7, 8.) >= 0) {"
		 "  assert(strcmp(p, \"7 8.0\") == 0); free(p); }",
		 ""),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM("int e; assert(frexp(8, &e) == 0.5); s[1] = e;",
		 "double w; int e = s[1]; assert(modf(2.5, &w) == 0.5);"
		 "assert(frexp(3, &e) == 0.75 && e == 2);",
		 ""),
	 VERIFIED},
	/* A structure's copy is suspended between its write and its read. */
	{"--stats",
	 PROGRAM("",
		 "for (int i = 0; i < 70000; i++) {"
		 "  from.a = i; from.b = i; to = from; }",
		 "assert(to.a == 69999);"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM("if (atomic_load(&flag)) { assert(to.a == 1); from.a = 2; }",
		 "from.a = 1; to = from; " SET_FLAG, "assert(to.a == 1);"),
	 VERIFIED},
	{"--races=allow",
	 PROGRAM("from.a = 2;", "from.a = 1; to = from;", "assert(to.a == 1);"),
	 FAILS},
	/* A string is copied in one piece. */
	{"--races=allow",
	 PROGRAM("s[1] = 'y';", "strcpy(d, s);",
		 "assert(d[1] == 0 || d[2] == 0);"),
	 VERIFIED},
};

START_TEST(each_call_has_its_own_arguments)
{
	const char *verdict = calls[_i].verdict;
	struct run run;

	write_program(HEAD, calls[_i].program);
	run = run_mcheck("--no-trace", calls[_i].option, "-w", "model.c");
	expect_verdict(&run, strcmp(verdict, VERIFIED) != 0, verdict);
	run_free(&run);
	go_to_top();
}
END_TEST

/* A model's last part, and what --outcomes shows of it, or does not. */
static void expect_outcome(const char *program, const char *part, bool shown)
{
	struct run run;

	write_program(HEAD, program);
	run = run_mcheck("--no-trace", "--outcomes", "--races=allow", "-w",
			 "model.c");
	ck_assert_msg((strstr(text_string(&run.out), part) != NULL) == shown,
		      "%s '%s' in:\n%s", shown ? "no" : "there is", part,
		      text_string(&run.out));
	run_free(&run);
	go_to_top();
}

/* T2 writes what is not copied before or after the block is freed. */
START_TEST(realloc_ends_the_whole_block)
{
	static const char program[] =
		"static int *p;\n"
		"static void *t(void *u)\n{\n"
		"  if (atomic_load(&flag)) { p[3] = 1; assert(!u); }\n"
		"  return u;\n}\n"
		"int main(void)\n{\n  pthread_t h; int *q; p = malloc(16);\n"
		"  pthread_create(&h, NULL, t, p); atomic_store(&flag, 1);\n"
		"  q = realloc(p, 4); pthread_join(h, NULL); free(q);\n"
		"  return 0;\n}\n";

	expect_outcome(program, "finding use-after-free", true);
	expect_outcome(program, "finding assertion", true);
}
END_TEST

/* One of these calls has used up the step that it is in. */
START_TEST(perror_prints_once)
{
	static const char program[] =
		"#include <errno.h>\nstatic int x;\nint main(void)\n{\n"
		"  errno = ENOENT;\n"
		"  for (int i = 0; i < 32700; i++) x++;\n"
		"  for (int i = 0; i < 100; i++) perror(\"w\");\n"
		"  return 0;\n}\n";

	expect_outcome(program, "w: No such file or directory", true);
	expect_outcome(program, "w: w:", false);
}
END_TEST

START_TEST(race_has_no_consequence_that_no_execution_has)
{
	struct run run;

	write_program(HEAD, PROGRAM("s[0] = 'y'; pthread_mutex_lock(&m);"
				    "printf(\"%d %d %d %d\\n\", 1, 2, 3, 4);"
				    "pthread_mutex_unlock(&m);",
				    "snprintf(b, sizeof b, \"%d\", 7);"
				    "assert(b[0] == '7');"
				    "snprintf(b, sizeof b, \"%d%.1s\", 7, s);"
				    "assert(b[0] == '7');",
				    ""));
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 1, "finding data-race");
	ck_assert(!strstr(text_string(&run.out), "null pointer"));
	run_free(&run);
	go_to_top();
}
END_TEST

Suite *calls_suite(void)
{
	Suite *suite = suite_create("calls");
	TCase *tcase = tcase_create("suspended");

	tcase_add_loop_test(tcase, each_call_has_its_own_arguments, 0,
			    sizeof calls / sizeof *calls);
	tcase_add_test(tcase, realloc_ends_the_whole_block);
	tcase_add_test(tcase, perror_prints_once);
	tcase_add_test(tcase, race_has_no_consequence_that_no_execution_has);
	suite_add_tcase(suite, tcase);
	return suite;
}
