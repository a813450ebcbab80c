/* Reads of heap memory that was never set: found, and no more than that. */
#include <stdio.h>
#include <string.h>

#include "support.h"

static const char head[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n"
	"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
	"struct pair { char c; int i; };\n"
	"struct bits { unsigned a : 3, b : 5, c : 20; int d; };\n";

static const char *const reads[] = {
	"int main(void) { int *p = malloc(4); return *p; }",
	"int main(void) { char *p = malloc(4); p[0] = 1; return p[1]; }",
	"int main(void) { int *p = malloc(8), *q = malloc(8); p[0] = 0;\n"
	" memcpy(q, p, 8); return q[1]; }",
	"int main(void) { int *p = malloc(4); *p = 0; p = realloc(p, 8);\n"
	" return p[1]; }",
	"int main(void) { _Atomic int *p = malloc(4); return *p; }",
	"int main(void) { _Atomic int *p = malloc(4); (*p)++; return 0; }",
	"int main(void) { char *p = malloc(4); return memcmp(p, p, 4); }",
	"int main(void) { char *p = malloc(9); p[8] = 0; return !strlen(p); }",
};

static const char *const sets[] = {
	"int main(void) { int *p = malloc(4); *p = 0; return *p; }",
	"int main(void) { int *p = calloc(1, 4); return *p; }",
	"int main(void) { int *p = malloc(4); memset(p, 0, 4); return *p; }",
	"int main(void) { struct pair *p = malloc(sizeof *p), q; p->i = 0;\n"
	" q = *p; return q.i; }",
	"int main(void) { struct pair *p = malloc(sizeof *p), *q = malloc("
	"sizeof *q); memcpy(q, p, sizeof *q); q->c = 0; return q->c; }",
	"int main(void) { struct bits *p = malloc(sizeof *p); p->a = 1;\n"
	" p->c = 2; p->d = 0; return p->d; }",
	"int main(void) { int *p = malloc(4); *p = 0; p = realloc(p, 400);\n"
	" return *p; }",
	"int main(void) { _Atomic int *p = malloc(4); atomic_init(p, 0);\n"
	" return *p; }",
	"int main(void) { char *p = malloc(9); sprintf(p, \"%d\", 77);\n"
	" return p[0] != '7' || strcmp(p, \"77\"); }",
	"int main(void) { pthread_mutex_t *m = malloc(sizeof *m);\n"
	" pthread_mutex_init(m, 0); pthread_mutex_lock(m);\n"
	" pthread_mutex_unlock(m); return 0; }",
	"int main(void) { char *p = strdup(\"x\"); return p[1]; }",
	"int main(void) { int *p = malloc(16); p[1] = 5;\n"
	" memmove(p + 1, p, 8); return p[2] != 5; }",
};

static struct run run_with(const char *program, const char *compiler,
			   const char *option)
{
	char cc[40];
	struct run run;

	write_program(head, program);
	snprintf(cc, sizeof cc, "--cc=%s", compiler);
	run = run_mcheck("-w", cc, option, "model.c");
	go_to_top();
	return run;
}

START_TEST(read_of_what_was_never_set_is_found)
{
	struct run run;

	if (have_command("gcc")) {
		run = run_with(reads[_i], "gcc", "--no-trace");
		expect_verdict(&run, 1, "finding uninitialised");
	}
	if (have_command("clang")) {
		run = run_with(reads[_i], "clang", "--no-trace");
		expect_verdict(&run, 1, "finding uninitialised");
	}
}
END_TEST

START_TEST(what_was_set_or_only_copied_is_no_finding)
{
	struct run run;

	if (have_command("gcc")) {
		run = run_with(sets[_i], "gcc", "--no-trace");
		expect_verdict(&run, 0, "verified");
		run = run_with(sets[_i], "gcc", "--races=allow");
		expect_verdict(&run, 0, "verified");
	}
	if (have_command("clang")) {
		run = run_with(sets[_i], "clang", "--no-trace");
		expect_verdict(&run, 0, "verified");
	}
}
END_TEST

/* gcc says that it writes a structure, then that it reads the other, and only
 * then copies: the step may end in between. */
START_TEST(copy_behind_the_hooks_is_part_of_the_step)
{
	struct run run = run_with(
		"struct m { int a; double d; }; static struct m g, k;\n"
		"static atomic_int y;\n"
		"static void *f(void *a) { g.a = 1; return a; }\n"
		"int main(void) { pthread_t t; pthread_create(&t, 0, f, 0);\n"
		" k = g; atomic_fetch_add(&y, 1); pthread_join(t, 0);\n"
		" printf(\"%d\", k.a); return 0; }",
		"cc", "--races=allow");

	expect_verdict(&run, 0, "verified");
	run = run_with("struct m { int a; double d; };\n"
		       "static struct m k, g[2];\n"
		       "int main(void) { for (int i = 0; i < 120000; i++) {\n"
		       " k = g[i & 1]; g[i & 1].a = i; } return 0; }",
		       "cc", "--no-trace");
	expect_verdict(&run, 0, "verified");
}
END_TEST

/* A structure that a function returns into a block comes without a hook. */
START_TEST(write_without_a_hook_is_no_finding)
{
	struct run run = run_with(
		"struct m { int tag; double d; };\n"
		"static struct m get(int i) { struct m x; x.tag = i; x.d = i;\n"
		" return x; }\n"
		"int main(void) { struct m *p = malloc(sizeof *p);\n"
		" *p = get(3); return p->d != 3; }",
		"gcc", "--no-trace");

	expect_verdict(&run, 4, "limit unseen");
}
END_TEST

/* Two states that differ in nothing but what was set are two states. */
START_TEST(knowledge_of_what_was_set_is_part_of_the_state)
{
	struct run run = run_with(
		"static _Atomic int turn; static unsigned char *p;\n"
		"static void *f(void *a) { if (turn++ == 0) *p = 0xaa;\n"
		" return a; }\n"
		"static void *g(void *a) { turn++; return a; }\n"
		"int main(void) { pthread_t t, u; p = malloc(1);\n"
		" pthread_create(&t, 0, f, 0); pthread_create(&u, 0, g, 0);\n"
		" pthread_join(t, 0); pthread_join(u, 0); return *p == 0; }",
		"cc", "--no-trace");

	expect_verdict(&run, 1, "finding uninitialised");
}
END_TEST

/* A value that looks like it is one that was written. */
START_TEST(only_what_was_never_set_is_told_as_that)
{
	struct run run =
		run_with("static unsigned *p, g = 0xaaaaaaaa;\n"
			 "static void *f(void *a)\n"
			 "{ p[0] = 0xaaaaaaaa; p[0]++; g++; return a; }\n"
			 "int main(void) { pthread_t t; p = malloc(8);\n"
			 " pthread_create(&t, 0, f, 0); g = 3; p[0] = 2;\n"
			 " pthread_join(t, 0); free(p); }",
			 "cc", "--no-trace");

	expect_verdict(&run, 1, "finding data-race");
	expect_part(&run.out, "writes p[0]: (never set) -> 2863311530");
	expect_part(&run.out, "reads p[0] = 2863311530");
	expect_part(&run.out, "writes g: 2863311530 -> 2863311531");
}
END_TEST

Suite *unset_suite(void)
{
	Suite *suite = suite_create("unset");
	TCase *tcase = tcase_create("heap");

	tcase_add_loop_test(tcase, read_of_what_was_never_set_is_found, 0,
			    sizeof reads / sizeof *reads);
	tcase_add_loop_test(tcase, what_was_set_or_only_copied_is_no_finding, 0,
			    sizeof sets / sizeof *sets);
	if (have_command("gcc"))
		tcase_add_test(tcase, write_without_a_hook_is_no_finding);
	tcase_add_test(tcase, only_what_was_never_set_is_told_as_that);
	tcase_add_test(tcase, copy_behind_the_hooks_is_part_of_the_step);
	tcase_add_test(tcase, knowledge_of_what_was_set_is_part_of_the_state);
	suite_add_tcase(suite, tcase);
	return suite;
}
