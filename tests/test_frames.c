/* Stack frames: what is left of them when they end, whose variables they hold,
 * where they end; and how arguments get into them. */
#include <stdio.h>
#include <string.h>

#include "machine/thread/cross.h"
#include "model/compile.h"
#include "model/elf/elf.h"
#include "model/elf/unwind.h"
#include "support.h"

static struct run check_body(const char *body)
{
	write_program("#include <assert.h>\n#include <pthread.h>\n"
		      "#include <stdatomic.h>\n#include <string.h>\n",
		      body);
	return run_mcheck("--no-trace", "-w", "model.c");
}

START_TEST(machine_passes_arguments_as_the_model_does)
{
	struct run run =
		run_mcheck("--no-trace", top_path("tests/programs/machine.c"));

	expect_verdict(&run, 0, "verified");
}
END_TEST

/* Its bytes lie deeper than the stack pointer of any function's entry. */
START_TEST(large_array_of_variable_length_leaves_nothing_behind)
{
	struct run run = check_body(
		"static atomic_int go; static int n = 40000;\n"
		"static int sum(void) { char a[n]; int s = 0;\n"
		" for (int i = 100; i < 200; i++) s += a[i]; return s; }\n"
		"static void fill(void) { char a[n];\n"
		" for (int i = 100; i < 200; i++) a[i] = 1; }\n"
		"static void *w(void *x)\n"
		"{ fill(); go = 2; assert(sum() == 0); return 0; }\n"
		"int main(void) { pthread_t t; pthread_create(&t, 0, w, 0);\n"
		" go = 3; pthread_join(t, 0); }\n");

	expect_verdict(&run, 0, "verified");
}
END_TEST

/* The outermost variable of a frame, next to the caller's. */
START_TEST(first_variable_of_a_dead_frame_is_dead)
{
	char body[400];
	struct run run;

	for (int i = 0; i < 9; i++) {
		snprintf(body, sizeof body,
			 "static int *f(void)\n"
			 "{ int x[9], *p = &x[%d]; return p; }\n"
			 "static void *w(void *p)\n"
			 "{ return (void *)(long)*(int *)p; }\n"
			 "int main(void) { pthread_t t;\n"
			 " pthread_create(&t, 0, w, f());\n"
			 " pthread_join(t, 0); }\n",
			 i);
		run = check_body(body);
		expect_verdict(&run, 1, "finding dead-frame");
	}
}
END_TEST

/* Two frames up; one has an array of variable length, one a call of ours. */
START_TEST(variable_of_an_outer_frame_has_its_name)
{
	struct run run = check_body(
		"static pthread_once_t once = PTHREAD_ONCE_INIT;\n"
		"static pthread_t t; static atomic_int *lent;\n"
		"static void *w(void *a)\n"
		"{ atomic_int *p = a; p[1] = 2; return 0; }\n"
		"static void wait(int a, int b, int c, int d, int e, int f,\n"
		" int g, int h, int i, int j)\n"
		"{ char vla[a]; vla[0] = j;\n"
		" pthread_create(&t, 0, w, lent); pthread_join(t, 0);\n"
		" assert(lent[1] != 2); }\n"
		"static void start(void)\n"
		"{ wait(9, 8, 7, 6, 5, 4, 3, 2, 1, 0); }\n"
		"int main(int argc, char **argv) { char vla[argc * 100];\n"
		" struct { int x; atomic_int values[4]; } pair = {0};\n"
		" lent = pair.values; pthread_once(&once, start); }\n");

	expect_verdict(&run, 1, "finding assertion");
	expect_part(&run.out, "stores pair.values[1]: 0 -> 2");
}
END_TEST

/* A frame ends although a thread still uses it. */
START_TEST(end_of_a_frame_races_with_its_use)
{
	struct run run = check_body(
		"static pthread_t t;\n"
		"static void *w(void *p) { *(int *)p = 1; return 0; }\n"
		"static void f(void)\n"
		"{ int x = 0; pthread_create(&t, 0, w, &x); }\n"
		"int main(void) { f(); pthread_join(t, 0); }\n");

	ck_assert_int_eq(run.code, 1);
	run = check_body(
		"static pthread_t t;\n"
		"static void *w(void *p) { *(int *)p = 1; return 0; }\n"
		"static void f(void) { int x = 0;\n"
		" pthread_create(&t, 0, w, &x); pthread_join(t, 0); }\n"
		"int main(void) { f(); f(); return 0; }\n");
	expect_verdict(&run, 0, "verified");
}
END_TEST

static const struct elf_symbol *symbol_of(const struct elf *elf,
					  const char *name)
{
	for (int i = 0; i < elf->symbol_count; i++)
		if (strcmp(elf->symbols[i].name, name) == 0)
			return &elf->symbols[i];
	ck_abort_msg("no %s", name);
}

/* This test is of the machine that the tests run on. */
START_TEST(call_frame_information_says_where_a_frame_ends)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct unwind_rule rule;
	const struct elf_symbol *run;
	struct elf elf;

	words_add(&request.files, top_path("tests/programs/random.c"));
	compile_model(&request, &compiled);
	ck_assert(elf_open(&elf, compiled.object, &why));
	compile_clean(&compiled);
	run = symbol_of(&elf, "run");
	ck_assert(unwind_find(&elf, run->address, &rule));
	ck_assert_uint_eq(rule.reg, UNWIND_STACK_POINTER);
	ck_assert_uint_eq(rule.offset, CROSS_RETURN % 16);
	ck_assert(unwind_find(&elf, run->address + run->size / 2, &rule));
#if defined(__x86_64__)
	ck_assert_uint_eq(rule.reg, UNWIND_FRAME_POINTER);
	ck_assert_uint_eq(rule.offset, 16);
#endif
	ck_assert(!unwind_find(&elf, elf.memory_size, &rule));
	elf_close(&elf);
}
END_TEST

Suite *frames_suite(void)
{
	Suite *suite = suite_create("frames");
	TCase *tcase = tcase_create("frames");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, machine_passes_arguments_as_the_model_does);
	tcase_add_test(tcase,
		       large_array_of_variable_length_leaves_nothing_behind);
	tcase_add_test(tcase, first_variable_of_a_dead_frame_is_dead);
	tcase_add_test(tcase, variable_of_an_outer_frame_has_its_name);
	tcase_add_test(tcase, end_of_a_frame_races_with_its_use);
	tcase_add_test(tcase, call_frame_information_says_where_a_frame_ends);
	suite_add_tcase(suite, tcase);
	return suite;
}
