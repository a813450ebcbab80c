/* Tests of the atomic additions whose result is never used. */
#include "assembled.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRELUDE \
	"#include <stdatomic.h>\n#include <stddef.h>\n" \
	"#include <pthread.h>\n" \
	"atomic_int c, many[4]; atomic_long l; atomic_uchar b;\n" \
	"_Atomic short s; int word, other, items[4]; long wide;\n" \
	"pthread_mutex_t mutex; void hold(void); int get(int);\n" \
	"void say(const char *, ...); void (*pointer)(int);\n"

/* Functions f, each with what is expected of it; settle() compiles all. */
static struct text functions;
static struct expectation {
	const char *compiler; /* or NULL: both */
	int used, unused;
} expected[1024];
static int expectations;

static void check(const char *compiler, const char *function, int used,
		  int unused)
{
	ck_assert_int_lt(expectations, 1024);
	text_addf(&functions,
		  "#define f f%d\n#define g g%d\n%s\n"
		  "#undef f\n#undef g\n",
		  expectations, expectations, function);
	expected[expectations++] = (struct expectation){compiler, used, unused};
}

static void check_both(const char *function, int used, int unused)
{
	check(NULL, function, used, unused);
}

static void check_part(const char *compiler, const char *assembly, int i)
{
	char label[32];
	const char *from;
	char *body;

	snprintf(label, sizeof label, "\nf%d:", i);
	from = strstr(assembly, label);
	ck_assert_ptr_nonnull(from);
	body = strndup(from, (size_t)(strstr(from, ".cfi_endproc") - from));
	ck_assert_msg(occurrences(body, "_unused") == expected[i].unused &&
			      occurrences(body, "_fetch_") ==
				      expected[i].used + expected[i].unused,
		      "%s: %d used and %d unused were expected of\n%s",
		      compiler, expected[i].used, expected[i].unused, body);
	free(body);
}

static void settle(void)
{
	for (size_t k = 0; k < 2; k++) {
		struct text plain, out;

		if (!have_command(assembled_compilers[k]))
			continue;
		write_program(PRELUDE, text_string(&functions));
		plain = assembled(assembled_compilers[k]);
		out = rewritten(&plain, ASSEMBLY_ALL);
		for (int i = 0; i < expectations; i++)
			if (expected[i].compiler == NULL ||
			    expected[i].compiler == assembled_compilers[k])
				check_part(assembled_compilers[k], out.bytes,
					   i);
		text_free(&plain);
		text_free(&out);
	}
	text_free(&functions);
	expectations = 0;
}

START_TEST(a_call_as_a_statement_is_unused)
{
	static const char *const statements[] = {
		"atomic_fetch_add(&c, 1);",
		"atomic_fetch_sub(&c, 1);",
		"atomic_fetch_add_explicit(&c, 1, memory_order_relaxed);",
		"atomic_fetch_sub_explicit(&l, n, memory_order_release);",
		"atomic_fetch_add(&many[n & 3], n);",
		"(void)atomic_fetch_add(&b, 1);",
		"__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);",
		"__atomic_fetch_sub(&wide, 1, __ATOMIC_RELAXED);",
		"__atomic_add_fetch(&word, 1, __ATOMIC_ACQ_REL);",
		"__sync_fetch_and_add(&word, n);",
		"__sync_sub_and_fetch(&wide, 1);",
		"if (n) atomic_fetch_add(&s, 2); hold();",
		"atomic_fetch_add(&c, 1); say(\"%d\", n);",
		"atomic_fetch_add(&c, 1); n = pthread_mutex_lock(&mutex);"
		" if (n) hold();",
	};

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		char body[256];

		snprintf(body, sizeof body, "void f(int n) { %s }\n",
			 statements[i]);
		check_both(body, 0, 1);
		snprintf(body, sizeof body, "int f(int n) { %s return n; }\n",
			 statements[i]);
		check_both(body, 0, 1);
	}
	settle();
}
END_TEST

START_TEST(an_operator_as_a_statement_is_unused)
{
	static const char *const operators[] = {
		"c++",    "++c",           "c += 3",  "c--",    "--c",
		"c -= n", "l++",           "++l",     "l += n", "l--",
		"l -= 2", "b++",           "--b",     "b += 7", "s++",
		"s -= n", "many[n & 3]++", "*p += 5", "(*p)--"};

	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const char *one = operators[i];
		char body[256];

		snprintf(body, sizeof body,
			 "void f(int n, atomic_int *p) { %s; }\n", one);
		check_both(body, 0, 1);
		snprintf(body, sizeof body,
			 "void *f(int n, atomic_int *p) {\n"
			 "for (int i = 0; i < n; %s) { hold(); i++; }\n"
			 "return NULL; }\n",
			 one);
		check_both(body, 0, 1);
		snprintf(body, sizeof body,
			 "int f(int n, atomic_int *p) { %s;\n"
			 "while (n--) { if (n == 3) %s; else hold(); } %s;\n"
			 "return n; }\n",
			 one, one, one);
		check_both(body, 0, 3);
	}
	settle();
}
END_TEST

START_TEST(a_result_that_is_looked_at_is_used)
{
	static const char *const results[] = {
		"atomic_fetch_add(&c, 1)",
		"atomic_fetch_sub(&l, n)",
		"c++",
		"--c",
		"++s",
		"b--",
		"__sync_add_and_fetch(&word, 1)",
		"__atomic_sub_fetch(&wide, 2, __ATOMIC_RELEASE)",
		"__atomic_fetch_add(&wide, n, __ATOMIC_RELAXED)"};
	static const char *const uses[] = {
		"return %s;",
		"other = %s;",
		"int t = %s; return t;",
		"if (%s) hold();",
		"if (%s == 3) return 2;",
		"while (%s < 3) hold();",
		"hold(); return get(%s);",
		"say(\"%%ld\", (long)%s);",
		"pointer(%s);",
		"static int t; t = %s;",
		"int t = %s; hold(); if (n) return t;",
		"int t = %s; hold(); return n ? 0 : t + 1;",
		"volatile int t = %s; if (t) hold();",
		"int t = %s; int *at = &t; get(*at);",
		"int t = %s; say(\"%%p\", &t);",
		"items[%s & 3] = 1;",
		"int t[2] = { n, %s }; return t[n];",
		"struct { int a; } t; t.a = %s; return t.a;",
		"double t = %s; return t > 1;",
		"return !%s;",
		"switch (%s) { case 2: hold(); }",
		"int t = 0; for (int i = 0; i < n; i++) t += %s; return t;",
		"return 7 / (%s | 1);",
		"int t[%s & 3]; say(\"\", t);",
		"int t = %s; n = n > t ? 1 : 2; return n;",
		"int t = %s; __atomic_compare_exchange_n(&other, &t, n, 0,"
		" 5, 5);",
		"return (%s, n) + (int)%s;"};

	for (size_t i = 0; i < sizeof results / sizeof *results; i++)
		for (size_t k = 0; k < sizeof uses / sizeof *uses; k++) {
			char body[512];
			int length =
				snprintf(body, sizeof body, "int f(int n) { ");
			int twice = occurrences(uses[k], "%s") == 2;

			length += snprintf(body + length,
					   sizeof body - (size_t)length,
					   uses[k], results[i], results[i]);
			snprintf(body + length, sizeof body - (size_t)length,
				 " return 0; }\n");
			check_both(body, 1, twice);
		}
	settle();
}
END_TEST

/* What only computes what is of no use does not count. */
START_TEST(a_result_that_is_stored_for_nothing_is_unused)
{
	check_both("int f(int n) { int t = c++; return n; }\n", 0, 1);
	check_both("int f(int n) { int t = c++; t = n; return t; }\n", 0, 1);
	check_both("int f(int n) { int t = 0; while (n--) t += c++;\n"
		   "return n; }\n",
		   0, 1);
	check_both("void f(int n) { long t = c++, u = t + n; hold(); }\n", 0,
		   1);
	check_both("void f(int n) { volatile int t = --c; hold(); }\n", 0, 1);
	settle();
}
END_TEST

/* The other result, of two in one function, may be. */
START_TEST(each_addition_is_looked_at_for_itself)
{
	check_both("int f(int n) { c++; int t = c++; l += 2; return t; }\n", 1,
		   2);
	check_both("int f(int n) { int t = 0; if (n) t = c++; else c++;\n"
		   "return t; }\n",
		   1, 1);
	check_both("int f(int n) { again: if (n & 1) { c--; goto again; }\n"
		   "return --c; }\n",
		   1, 1);
	settle();
}
END_TEST

START_TEST(a_function_that_is_not_understood_is_left_alone)
{
	check_both("void f(int n) { c++; __asm__(\"nop\"); }\n", 1, 0);
	check_both("int setjmp(void *); void *environment;\n"
		   "void f(int n) { int t = c++; if (setjmp(environment))\n"
		   "other = t; }\n",
		   1, 0);
	check_both("int f(int n) { c++;\n"
		   "void *at = n ? &&one : &&two; goto *at;\n"
		   "one: hold(); two: return 0; }\n",
		   1, 0);
	settle();
}
END_TEST

/* Functions that leave rax as it was, or are called with a value in it. */
START_TEST(conventions_of_their_own_are_minded)
{
	check(assembled_compilers[1],
	      "__attribute__((preserve_most)) void g(void);\n"
	      "int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(assembled_compilers[1],
	      "__attribute__((preserve_most)) void g(void)\n"
	      "{ hold(); }\n"
	      "int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(assembled_compilers[1],
	      "__attribute__((no_caller_saved_registers)) void\n"
	      "g(void); int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(assembled_compilers[1],
	      "__attribute__((regcall)) int g(int);\n"
	      "void f(void) { g(__sync_fetch_and_add(&word, 1)); }\n",
	      1, 0);
	check(assembled_compilers[1],
	      "__attribute__((regcall)) int (*g)(int);\n"
	      "void f(void) { g(__sync_fetch_and_add(&word, 1)); }\n",
	      1, 0);
	check_both("static int g(void) { return 3; }\n"
		   "int f(void) { atomic_fetch_add(&c, 1); return g(); }\n",
		   0, 1);
	settle();
}
END_TEST

/* Instructions that compilers seldom write behind such a call. */
START_TEST(each_instruction_uses_what_it_reads)
{
	static const struct {
		const char *body;
		bool used;
	} cases[] = {
		{"movl $0, %eax", false},
		{"movb $0, %al; movl %eax, g(%rip)", true},
		{"movw $0, %ax; pushq %rax", true},
		{"sete %al; movl %eax, g(%rip)", true},
		{"movl (%rax), %ecx", true},
		{"movl g(,%rax,4), %ecx", true},
		{"movl $0, (%rax)", true},
		{"leal 3(%rax,%rax), %ecx; movl $0, %ecx", false},
		{"leal 3(%rax,%rax), %ecx; movl %ecx, g(%rip)", true},
		{"addl $1, %eax; sete g(%rip)", true},
		{"addl $1, %eax; incl %ecx; adcl $0, g(%rip)", true},
		{"addl $1, %eax; cmpl $0, g(%rip); sete g(%rip)", false},
		{"xorl %ecx, %ecx; addl %eax, %ecx; cmovel %edx, %ebx;"
		 " movl %ebx, g(%rip)",
		 true},
		{"movl %eax, %ebx; call *%rbx", true},
		{"movl %eax, %ebx; call *(%rbx)", true},
		{"movl %eax, %ebx; movl $1, %eax; cltq", false},
		{"cltq; movq %rax, g(%rip)", true},
		{"cltd; idivl %ecx", true},
		{"movd %eax, %xmm0", true},
		{"movl %eax, %esp", true},
		{"xchgl %eax, %ebx", true},
		{"movl %eax, -4(%rbp); movw $0, -4(%rbp);"
		 " pushq -4(%rbp)",
		 true},
		{"movl %eax, %r12d; call g", true},
		{"mystery", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text plain = {0}, out;

		text_add(&plain, "\t.text\n\t.type\tf, @function\nf:\n"
				 "\tpushq\t%rbp\n\tmovq\t%rsp, %rbp\n"
				 "\tcall\t__tsan_atomic32_fetch_add@PLT\n");
		for (const char *at = cases[i].body; *at; at++)
			text_addf(&plain, *at == ';' ? "\n" : "%c", *at);
		text_add(&plain, "\n\tcall\t__tsan_func_exit@PLT\n"
				 "\tmovl\t$0, %ebx\n\tmovl\t$0, %r12d\n"
				 "\tpopq\t%rbp\n\tret\n\t.size\tf, .-f\n");
		out = rewritten(&plain, ASSEMBLY_ALL);
		ck_assert_msg((occurrences(out.bytes, "_unused") == 0) ==
				      cases[i].used,
			      "%s", out.bytes);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

/* It adds, its result is 0, and its line in a trace is that of any other. */
START_TEST(an_unused_addition_adds)
{
	struct run run;

	write_program("#include <assert.h>\n",
		      "#define TRY(bits, type, name, value) do { \\\n"
		      "type __mc_atomic##bits##_fetch_##name##_unused( \\\n"
		      "	volatile void *, type, int); \\\n"
		      "static volatile type object = 7; \\\n"
		      "assert(__mc_atomic##bits##_fetch_##name##_unused( \\\n"
		      "	&object, 3, 5) == 0); \\\n"
		      "assert(object == value); } while (0)\n"
		      "int main(void) {\n"
		      "TRY(8, char, add, 10); TRY(8, char, sub, 4);\n"
		      "TRY(16, short, add, 10); TRY(16, short, sub, 4);\n"
		      "TRY(32, int, add, 10); TRY(32, int, sub, 4);\n"
		      "TRY(64, long, add, 10); TRY(64, long, sub, 4); }\n");
	const char *const check_it[] = {mcheck_path(), "model.c", NULL};
	run = run_words(check_it);
	ck_assert_msg(run.code == 0, "%s", run.out.bytes);
	run_free(&run);
	write_program("#include <assert.h>\n#include <stdatomic.h>\n",
		      "atomic_int count;\n"
		      "int main(void) { atomic_fetch_add(&count, 3); count--;\n"
		      "assert(count == 3); }\n");
	run = run_words(check_it);
	ck_assert_int_eq(run.code, 1);
	ck_assert_ptr_nonnull(strstr(run.out.bytes, "updates count: 0 -> 3"));
	ck_assert_ptr_nonnull(strstr(run.out.bytes, "updates count: 3 -> 2"));
	run_free(&run);
}
END_TEST

Suite *assembly_unused_suite(void)
{
	Suite *suite = suite_create("assembly_unused");
	TCase *tests = tcase_create("assembly_unused");

	tcase_set_timeout(tests, 240);
	tcase_add_unchecked_fixture(tests, go_to_fresh_directory, go_to_top);
	tcase_add_test(tests, a_call_as_a_statement_is_unused);
	tcase_add_test(tests, an_operator_as_a_statement_is_unused);
	tcase_add_test(tests, a_result_that_is_looked_at_is_used);
	tcase_add_test(tests, a_result_that_is_stored_for_nothing_is_unused);
	tcase_add_test(tests, each_addition_is_looked_at_for_itself);
	tcase_add_test(tests, a_function_that_is_not_understood_is_left_alone);
	tcase_add_test(tests, conventions_of_their_own_are_minded);
	tcase_add_test(tests, each_instruction_uses_what_it_reads);
	tcase_add_test(tests, an_unused_addition_adds);
	suite_add_tcase(suite, tests);
	return suite;
}
