/* Accesses that leave their variable, by both compilers: clang gives some of
 * them no hook (model/bounds.h). */
#include <stdio.h>
#include <string.h>

#include "support.h"

static const char *const compilers[] = {"--cc=gcc", "--cc=clang"};

/* Compiled with one of them; false if there is none of that name. */
static bool check_with(const char *compiler, struct run *run)
{
	if (!have_command(compiler + strlen("--cc=")))
		return false;
	*run = run_mcheck("-w", compiler, "model.c");
	return true;
}

static void expect_by(int count, const char *const *with, const char *program,
		      const char *verdict)
{
	for (int i = 0; i < count; i++) {
		struct run run;

		write_program("", program);
		if (!check_with(with[i], &run))
			continue;
		expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
		run_free(&run);
	}
}

/* The places behind it: other variables, registers, where to return to. */
START_TEST(local_arrays_lead_to_nothing_else)
{
	static const char *const writes[] = {
		"long a[1]; a[0] = 1; a[3] = (long)other;",
		"long a[1]; a[0] = 1; a[i] = (long)other;",
		"long a[2]; *(a + i + 1) = (long)other;",
		"long a; (&a)[i] = (long)other;",
		"struct { long n, a[1]; } s; s.n = 1; s.a[i] = (long)other;",
		"char a[4]; ((long *)a)[i - 1] = (long)other;",
		"long double a[1]; a[i] = i;",
		"_Complex double a[1]; __imag__ a[i] = i;",
	};
	char program[400];

	for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
		snprintf(program, sizeof program,
			 "static void other(void) {}\n"
			 "static void f(long i) { %s }\n"
			 "int main(void) { f(3); return 0; }\n",
			 writes[i]);
		expect_by(2, compilers, program, "finding out-of-bounds");
	}
}
END_TEST

/* Within one function's variables only clang compares. */
START_TEST(clang_keeps_local_variables_apart)
{
	static const char *const bodies[] = {
		"int a[i]; a[0] = 1; a[i] = 2; return a[0];",
		"int a[4], x = 5; a[0] = 1; a[i] = 7; return a[0] + x;",
		"int a[4] = {0}, x = 5; return a[i] + x;",
		"int a[4], b[8] = {0}; int *p = a, *q = b; p[0] = 0;"
		" q[0] = a[i]; return *p;",
		"int x = 0, y[2] = {0}; return (int)*(long *)&x + y[0];",
	};
	char program[400];

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(program, sizeof program,
			 "static int f(int i) { %s }\n"
			 "int main(void) { return f(4) - 1; }\n",
			 bodies[i]);
		expect_by(1, compilers + 1, program, "finding out-of-bounds");
	}
}
END_TEST

START_TEST(what_stays_within_is_no_finding)
{
	static const char *const bodies[] = {
		"int m[2][3] = {{0}}; return m[1][i] + (&m[0][0])[i + 2];",
		"struct { char n; int a[3]; } s = {0}; return s.a[i];",
		"int a[i]; for (int k = 0; k < i; k++) a[k] = k; return a[0];",
		"int a[3] = {0}; int *end = a + 3; return end[-i];",
		"struct { int n, a[]; } *p = __builtin_alloca(16);"
		" p->a[i] = 0; return p->a[i];",
		"union { char c[8]; long n; } u = {.n = 0}; return u.c[7];",
	};
	char program[400];

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(program, sizeof program,
			 "static int f(int i) { %s }\n"
			 "int main(void) { return f(2); }\n",
			 bodies[i]);
		expect_by(2, compilers, program, "verified");
	}
}
END_TEST

/* The hook's words come first: they say of what, and how far. */
START_TEST(place_and_variable_are_named)
{
	for (int i = 0; i < 2; i++) {
		struct run run, again;

		write_program("", "static int g[4];\n"
				  "static int f(int i)\n"
				  "{\n"
				  "\treturn g[i];\n"
				  "}\n"
				  "int main(void) { return f(5); }\n");
		if (!check_with(compilers[i], &run))
			continue;
		expect_part(&run.out, "reads out of bounds of a variable: "
				      "4 bytes past the end of g");
		expect_part(&run.out, "model.c:4");
		again = run_mcheck("replay", "model.trace");
		expect_verdict(&again, 1, "finding out-of-bounds");
		run_free(&run);
		run_free(&again);
	}
}
END_TEST

START_TEST(place_of_a_local_array_is_named)
{
	for (int i = 0; i < 2; i++) {
		struct run run, again;

		write_program("", "static int f(int i)\n"
				  "{\n"
				  "\tlong a[2];\n"
				  "\ta[i] = 3;\n"
				  "\treturn 0;\n"
				  "}\n"
				  "int main(void) { return f(4); }\n");
		if (!check_with(compilers[i], &run))
			continue;
		expect_part(&run.out, "model.c:4    a[i] = 3;");
		again = run_mcheck("replay", "model.trace");
		expect_same(&run.out, &again.out);
		run_free(&run);
		run_free(&again);
	}
}
END_TEST

/* Above the variables of a thread's first function there is nobody's. */
START_TEST(nothing_lies_above_the_first_function)
{
	char program[200];

	for (int i = 0; i < 16; i++) {
		struct run run;

		snprintf(program, sizeof program,
			 "static volatile int i = %d;\n"
			 "int main(void)\n"
			 "{ long a[1], *p = a; a[0] = 0; %s[i] = 1; }\n",
			 5 + i / 2, i % 2 ? "a" : "p");
		write_program("", program);
		for (int k = 0; k < 2; k++) {
			if (!check_with(compilers[k], &run))
				continue;
			ck_assert_int_eq(run.code, 1);
			run_free(&run);
		}
	}
}
END_TEST

/* They lie side by side in a thread's block, with errno behind them. */
START_TEST(thread_local_variables_are_kept_apart)
{
	static const char *const bodies[] = {
		"t[i] = 1; return u[0];",
		"u[i] = 1; return t[0];",
		"int *p = u; return p[i];",
		"int *p = t; p[-1] = 1; return 0;",
		"char *p = &c; p[i] = 1; return 0;",
	};
	char program[400];

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(program, sizeof program,
			 "static _Thread_local int t[4], u[4] = {1, 2, 3, 4};\n"
			 "static _Thread_local char c;\n"
			 "static int f(int i) { %s }\n"
			 "int main(void) { c = 1; return f(4); }\n",
			 bodies[i]);
		expect_by(2, compilers, program, "finding out-of-bounds");
	}
	expect_by(2, compilers,
		  "#include <errno.h>\n#include <pthread.h>\n"
		  "static _Thread_local int t[4], u[4] = {1, 2, 3, 4};\n"
		  "static _Thread_local _Alignas(64) char c[3];\n"
		  "static _Thread_local struct { char c; long l; } s;\n"
		  "static void *f(void *a) { t[3] = u[3]; c[2] = 1; s.l = 2;\n"
		  " s.c = c[2]; errno = t[3]; return errno == 4 ? a : &t; }\n"
		  "int main(void) { pthread_t id; void *r = &id;\n"
		  " pthread_create(&id, 0, f, 0); f(0); pthread_join(id, &r);\n"
		  " return r || u[0] != 1; }\n",
		  "verified");
}
END_TEST

/* The loader protects it, as it holds an address. */
START_TEST(constant_with_an_address_is_not_written)
{
	expect_by(2, compilers,
		  "static const char *const a[2] = {\"x\", \"y\"};\n"
		  "int main(void)\n"
		  "{ if (a[1][0] != 'y') return 1;\n"
		  " ((const char **)a)[1] = \"z\"; return 0; }\n",
		  "finding bad-pointer");
}
END_TEST

/* From what it copies is a variable without a name in the object file. */
START_TEST(constants_of_the_compiler_belong_to_someone)
{
	expect_by(2, compilers,
		  "struct s { const char *a[4]; };\n"
		  "struct p { void (*f)(void); long x[4]; };\n"
		  "static void fn(void) {}\n"
		  "static struct s make(void)\n"
		  "{ return (struct s){{\"a\", \"b\", \"c\", \"d\"}}; }\n"
		  "static struct p other(void)\n"
		  "{ struct p p; p = (struct p){fn, {1, 2}}; return p; }\n"
		  "int main(void) {\n"
		  " struct p p = {fn, {2}}, q = other(); struct s s = make();\n"
		  " const char *names[] = {s.a[1], \"x\", \"y\", \"z\"};\n"
		  " p.f(); q.f(); return names[0][0] - 'b'; }\n",
		  "verified");
}
END_TEST

/* Nothing is said of files that the user does not know. */
START_TEST(assembler_says_nothing)
{
	for (int i = 0; i < 2; i++) {
		struct run run;

		write_program("#include <stdarg.h>\n",
			      "struct s { long a[4]; };\n"
			      "static long f(int n, ...) {\n"
			      " va_list list; struct s s; va_start(list, n);\n"
			      " s = va_arg(list, struct s); va_end(list);\n"
			      " return s.a[0]; }\n"
			      "int main(void)\n"
			      "{ struct s s = {{1}}; return f(1, s) - 1; }\n");
		if (!check_with(compilers[i], &run))
			continue;
		expect_verdict(&run, 0, "verified");
		ck_assert_str_eq(text_string(&run.err), "");
		run_free(&run);
	}
}
END_TEST

START_TEST(a_trap_is_no_index)
{
	expect_by(2, compilers,
		  "int main(int n, char **v)\n"
		  "{ if (n) __builtin_trap(); return v == 0; }\n",
		  "finding crash");
}
END_TEST

Suite *bounds_suite(void)
{
	Suite *suite = suite_create("bounds");
	TCase *tcase = tcase_create("bounds of variables");

	tcase_add_test(tcase, local_arrays_lead_to_nothing_else);
	tcase_add_test(tcase, clang_keeps_local_variables_apart);
	tcase_add_test(tcase, what_stays_within_is_no_finding);
	tcase_add_test(tcase, place_and_variable_are_named);
	tcase_add_test(tcase, place_of_a_local_array_is_named);
	tcase_add_test(tcase, a_trap_is_no_index);
	tcase_add_test(tcase, nothing_lies_above_the_first_function);
	tcase_add_test(tcase, thread_local_variables_are_kept_apart);
	tcase_add_test(tcase, constant_with_an_address_is_not_written);
	tcase_add_test(tcase, constants_of_the_compiler_belong_to_someone);
	tcase_add_test(tcase, assembler_says_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
