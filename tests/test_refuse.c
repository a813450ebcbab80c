/* Code of the model's choice never runs: each program tries to bring in what
 * mcheck cannot see, and is refused, or ends with a finding. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static void expect_refusal(const char *compiler, const char *program,
			   const char *words)
{
	struct run run;

	if (!have_command(compiler + strlen("--cc=")))
		return;
	go_to_fresh_directory();
	write_file("model.c", program);
	run = run_mcheck("--no-trace", "-w", compiler, "model.c");
	expect_refused(&run, words);
	run_free(&run);
}

/* By both compilers. */
static void refuse(const char *program, const char *words)
{
	expect_refusal("--cc=gcc", program, words);
	expect_refusal("--cc=clang", program, words);
}

static void accept(const char *program)
{
	static const char *const compilers[] = {"--cc=gcc", "--cc=clang"};

	for (int i = 0; i < 2; i++) {
		struct run run;

		if (!have_command(compilers[i] + strlen("--cc=")))
			continue;
		go_to_fresh_directory();
		write_file("model.c", program);
		run = run_mcheck("--no-trace", "-w", compilers[i], "model.c");
		expect_verdict(&run, 0, "verified");
		run_free(&run);
	}
}

/* The statement seems to end before its code. */
START_TEST(statement_with_a_forged_mark)
{
	refuse("int main(void)\n"
	       "{ asm volatile(\"#NO_APP\\n\\tnop\\n\\tincl g\"); }\n",
	       "model.c:2|inline assembly");
	refuse("#define JOIN(a, b) a##b\n"
	       "int main(void)\n"
	       "{ JOIN(__a, sm) volatile(\"#N\" \"O_APP\\n\\thlt\"); }\n",
	       "model.c:3|inline assembly");
	refuse("int main(void)\n"
	       "{ asm volatile(\"\\43NO_\\101PP\\n\\thlt\"); }\n",
	       "model.c:2|inline assembly");
}
END_TEST

#define FORGED "#NO_APP\\n\\tsyscall\\n#APP"

/* Words that no file shows as they are, as written or told to the compiler. */
START_TEST(assembly_that_is_spelt_otherwise)
{
	static const char *const programs[] = {
		"#define A as\\\nm\nint main(void) { A(\"" FORGED "\"); }\n",
		"#define A as\\ \nm\nint main(void) { A(\"" FORGED "\"); }\n",
		"#define C(a, b) a##b\n"
		"int main(void) { C(as, m)(\"" FORGED "\"); }\n",
		"%:define C(a, b) a%:%:b\n"
		"int main(void) { C(as, m)(\"" FORGED "\"); }\n",
		"#include <sys/cdefs.h>\n"
		"int __REDIRECT(f, (void), f\\nsyscall);\n"
		"int main(void) { return 0; }\n",
		"int main(void) { NAME(\"" FORGED "\"); }\n",
	};

	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		struct run run;

		go_to_fresh_directory();
		write_file("model.c", programs[i]);
		run = run_mcheck("--no-trace", "-DNAME=asm", "model.c");
		expect_refused(&run, "model.c|assembly");
		run_free(&run);
	}
}
END_TEST

/* The same of what takes a function's hooks, or our check of calls, away. */
START_TEST(attributes_that_are_spelt_otherwise)
{
	static const char *const attributes[] = {
		"[ [gnu::no_sanitize_thread]]",
		"[/**/[gnu::no_sanitize_thread]]",
		"[\n[gnu::no_sanitize_thread]]",
		"<:[gnu::no_sanitize_thread]]",
		"__attribute__((no_sanitize(\"th\" \"read\")))",
		"__attribute__((indirect_branch(\"thunk\")))",
		"__attribute__((function_return(\"thunk\")))",
	};

	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		struct text program = {0};
		struct run run;

		go_to_fresh_directory();
		text_addf(&program,
			  "%s int f(void);\n"
			  "int main(void) { return 0; }\n",
			  attributes[i]);
		write_file("model.c", text_string(&program));
		run = run_mcheck("--no-trace", "model.c");
		expect_refused(&run, "model.c|attribute");
		run_free(&run);
		text_free(&program);
	}
}
END_TEST

/* Headers of the system are trusted, but not those that are declared to be. */
START_TEST(system_header_of_the_users)
{
	struct run run;

	go_to_fresh_directory();
	write_file("hides.h", "__attribute__((no_sanitize(\"thread\")))"
			      "static int f(void) { return 1; }\n");
	write_file("model.c", "#include <hides.h>\n"
			      "int main(void) { return f() - 1; }\n");
	run = run_mcheck("--no-trace", "-isystem", ".", "model.c");
	expect_refused(&run, "hides.h|attribute");
	run_free(&run);
}
END_TEST

START_TEST(assembly_outside_of_functions)
{
	refuse("int main(void) { return 0; }\nasm(\"hlt\");\n",
	       "model.c:2|inline assembly");
	refuse("int main(void) { return 0; }\n"
	       "asm(\".globl f\\nf: hlt\");\n",
	       "model.c:2|inline assembly");
}
END_TEST

START_TEST(code_in_the_name_of_a_section)
{
	refuse("__attribute__((section(\"x; .text; hlt; .section y\")))\n"
	       "int g = 1; int main(void) { return 0; }\n",
	       "model.c:1|assembler");
	expect_refusal("--cc=gcc",
		       "[[gnu::section(\"x\\n\\t.text\\n\\thlt\")]]\n"
		       "int g = 1; int main(void) { return 0; }\n",
		       "model.c:1|assembler");
	refuse("#define S(a) __attribute((section(#a)))\n"
	       "S(x # a) int g = 1; int main(void) { return 0; }\n",
	       "model.c:2|assembler");
}
END_TEST

START_TEST(code_in_the_name_of_a_function)
{
	refuse("int f(void) asm(\"g\\n\\thlt\");\n"
	       "int main(void) { return f(); }\n",
	       "model.c:1|inline assembly");
	refuse("int main(void)\n{ extern int f(void) asm(\"g; hlt\");\n"
	       " return f(); }\n",
	       "model.c:2|inline assembly");
	refuse("int f(void) asm(\"4096\"); int main(void) { return f(); }\n",
	       "model.c:1|inline assembly");
}
END_TEST

START_TEST(code_in_a_directive)
{
	refuse("#ident \"x\\\"\\n\\thlt\"\nint main(void) { return 0; }\n",
	       "model.c:1|special character");
	refuse("int main(void)\n{\n#line 7 \"x\\n\\thlt\"\n"
	       "asm volatile(\"\"); }\n",
	       "special character");
}
END_TEST

START_TEST(variable_in_a_register)
{
	refuse("int main(void)\n"
	       "{ register long r asm(\"r11\"); return (int)r; }\n",
	       "model.c:2|register");
	expect_refusal("--cc=gcc",
		       "register long r asm(\"r15\");\n"
		       "int main(void) { return (int)r; }\n",
		       "model.c:1|register");
}
END_TEST

START_TEST(accesses_without_hooks)
{
	refuse("int g; __attribute__((no_sanitize_thread))\n"
	       "int main(void) { return g; }\n",
	       "model.c:1|hides");
	refuse("int g; __attribute__((no_sanitize(\"thread\")))\n"
	       "int main(void) { return g; }\n",
	       "model.c:1|hides");
}
END_TEST

START_TEST(barriers_pauses_and_plain_names_pass)
{
	accept("#include <stdatomic.h>\n#include <stdio.h>\n"
	       "#ifdef __x86_64__\n#include <immintrin.h>\n"
	       "#define PAUSE asm volatile(\"pause\"); _mm_pause();\n"
	       "#else\n#define PAUSE\n#endif\n"
	       "__attribute__((section(\"mine\"))) int g = 1;\n"
	       "__attribute__((deprecated(\"use \\\"it\\\"; or not\")))\n"
	       "int old(void) { return 0; }\n"
	       "int f(void) asm(\"another_name\");\n"
	       "int f(void) { return 0; }\n"
	       "#pragma GCC diagnostic ignored \"-Wunused\"\n"
	       "int main(void) { if (g) __asm__ volatile(\"\" ::: "
	       "\"memory\");\n"
	       " PAUSE asm(\"nop\");\n"
	       " puts(\"#NO_APP asm(\\\"hlt\\\")\"); return f(); }\n");
}
END_TEST

#if defined(__x86_64__)
START_TEST(harmless_instructions_pass_in_a_row_and_no_other_hides_there)
{
	accept("int main(void) { __asm__ __volatile__(\"pause;\" ::: "
	       "\"memory\");\n"
	       " asm volatile(\"lfence; nop\" ::: \"memory\", \"cc\");\n"
	       " asm volatile(\"mfence\\n\\tsfence\\n\" ::: \"memory\"); }\n");
	refuse("int main(void) { asm volatile(\"pause; hlt\"); }\n",
	       "model.c|inline assembly");
	refuse("int main(void) { asm volatile(\"pause; rep;\"); }\n",
	       "model.c|inline assembly");
	refuse("int main(void) { asm volatile(\"rep;\"); }\n",
	       "model.c|inline assembly");
	refuse("int main(void) { asm volatile(\"lock; nop; incl g\"); }\n",
	       "model.c|inline assembly");
}
END_TEST
#endif

static void expect_by_both(const char *head, const char *body, int code,
			   const char *verdict)
{
	static const char *const compilers[] = {"--cc=gcc", "--cc=clang"};

	for (int i = 0; i < 2; i++) {
		struct run run;

		if (!have_command(compilers[i] + strlen("--cc=")))
			continue;
		write_program(head, body);
		run = run_mcheck("--no-trace", "-w", compilers[i], "model.c");
		expect_verdict(&run, code, verdict);
		run_free(&run);
	}
}

#define HEAD \
	"#include <assert.h>\n#include <ctype.h>\n#include <math.h>\n" \
	"#include <pthread.h>\n#include <setjmp.h>\n#include <stdint.h>\n" \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"

/* What libc has at some distance from it is as far from the real one. */
START_TEST(address_of_a_library_function_leads_to_no_other)
{
	static const char *const functions[] = {"toupper", "printf", "malloc",
						"qsort"};
	char body[400];

	for (int i = 0; i < 4; i++) {
		snprintf(body, sizeof body,
			 "int main(void) { char *p = (char *)%s;\n"
			 " return ((int (*)(int))(p + 4096))('a'); }\n",
			 functions[i]);
		expect_by_both(HEAD, body, 1, "finding crash");
		snprintf(body, sizeof body,
			 "int main(void) { char *p = (char *)%s;\n"
			 " return ((int (*)(int))(p + 4))('a'); }\n",
			 functions[i]);
		expect_by_both(HEAD, body, 1, "finding crash");
	}
}
END_TEST

/* A number can be the address of anything; of the model's constants too, in
 * which any code may stand. */
START_TEST(calls_lead_to_functions_only)
{
	char body[400];

	snprintf(body, sizeof body,
		 "int main(void) { return ((int (*)(int))%pul)(1); }\n",
		 (void *)(uintptr_t)abs);
	expect_by_both(HEAD, body, 1, "finding crash");
	expect_by_both(HEAD,
		       "long f(void) { return 0x050f; }\n"
		       "int main(void)\n"
		       "{ for (int i = 1; i < 64; i++) {\n"
		       "  char *p = (char *)f + i;\n"
		       "  if (p[0] == 0x0f && p[1] == 0x05)\n"
		       "   return ((int (*)(void))p)(); } }\n",
		       1, "finding crash");
	expect_by_both(HEAD,
		       "struct s { int (*f)(int); int x; } *p;\n"
		       "int main(void) { p = malloc(sizeof *p);\n"
		       " p->f = (int (*)(int))main + 1; return p->f(2); }\n",
		       1, "finding crash");
}
END_TEST

START_TEST(what_is_called_for_the_model_is_a_function)
{
	expect_by_both(HEAD,
		       "int main(void) { pthread_t t;\n"
		       " pthread_create(&t, 0, (void *)((char *)abs + 8), 0);\n"
		       " pthread_join(t, 0); }\n",
		       1, "finding crash");
	expect_by_both(HEAD,
		       "int main(void) { atexit((void *)((char *)main + 4)); }",
		       1, "finding crash");
	expect_by_both(HEAD,
		       "int main(void) { int a[] = {2, 1};\n"
		       " qsort(a, 2, 4, (void *)((char *)abs + 4)); }\n",
		       1, "finding crash");
	expect_by_both(HEAD,
		       "pthread_once_t o = PTHREAD_ONCE_INIT;\n"
		       "int main(void) { pthread_once(&o, (void *)12345); }\n",
		       1, "finding crash");
	expect_by_both("",
		       "__attribute__((section(\".init_array\"))) long f = 5;\n"
		       "int main(void) { return f == 0; }\n",
		       1, "finding crash");
}
END_TEST

START_TEST(library_functions_are_called_through_pointers)
{
	expect_by_both(
		HEAD,
		"static int (*const table[])(int) = {toupper, tolower, abs};\n"
		"static double twice(double (*f)(double), double x)\n"
		"{ return f(f(x)); }\n"
		"static void *start(void *f)\n"
		"{ ((int (*)(const char *, ...))f)(\"%d %s %.1f\", 1, \"a\", "
		"2.5);\n"
		" return f; }\n"
		"int main(void) { int (*f)(int) = toupper; pthread_t t;\n"
		" pthread_key_t k; void *r; jmp_buf j;\n"
		" assert(f == toupper && f == table[0] && f != tolower);\n"
		" assert(f('a') == 'A' && table[1]('A') == 'a');\n"
		" assert(toupper('b') == 'B' && table[2](-3) == 3);\n"
		" assert(twice(sqrt, 16) == 2 && twice(floor, 2.5) == 2);\n"
		" assert((uintptr_t)toupper >> 44 == (uintptr_t)main >> 44);\n"
		" pthread_key_create(&k, free); pthread_setspecific(k, "
		"malloc(1));\n"
		" pthread_create(&t, 0, start, (void *)printf);\n"
		" pthread_join(t, &r); assert(r == (void *)printf);\n"
		" pthread_create(&t, 0, malloc, (void *)8); pthread_join(t, "
		"&r);\n"
		" free(r); fputs(\"x\", stdout); assert(stdout != stderr);\n"
		" assert(f == toupper ? !setjmp(j) : 0);\n"
		" switch (f('c')) { case 'A': case 'B': abort(); case 'C': "
		"break;\n"
		" case 'D': case 'E': case 'F': case 'G': abort(); } }\n",
		0, "verified");
}
END_TEST

START_TEST(goto_a_computed_place)
{
	refuse("int main(int n, char **v) { void *p[] = {&&a, &&b};\n"
	       " goto *p[n]; a: n = 0; b: return 0; }\n",
	       "model.c|computed");
}
END_TEST

#ifdef __x86_64__
START_TEST(instructions_that_look_outside)
{
	refuse("int main(void)\n"
	       "{ return (int)__builtin_ia32_rdtsc() == 7; }\n",
	       "model.c|rdtsc|main");
	refuse("int main(void)\n"
	       "{ return *(char *__seg_fs *)0 == (char *)7; }\n",
	       "model.c|main");
	expect_refusal("--cc=gcc",
		       "int main(void)\n"
		       "{ return __builtin_cpu_supports(\"avx2\"); }\n",
		       "model.c");
}
END_TEST
#endif

START_TEST(place_in_memory_to_return_to)
{
	expect_refusal("--cc=gcc",
		       "int main(void)\n"
		       "{ __builtin_eh_return(0, (void *)4096); }\n",
		       "model.c:2|__builtin_eh_return");
}
END_TEST

START_TEST(hooks_of_the_models_own)
{
	refuse("int g; void __tsan_read4(void *p) {}\n"
	       "int main(void) { return g; }\n",
	       "model.c|defines __tsan_read4");
	refuse("int g; __attribute__((used)) static void __mc_call(void) {}\n"
	       "int main(void) { return g; }\n",
	       "model.c|defines __mc_call");
}
END_TEST

START_TEST(variable_among_the_code)
{
	expect_refusal("--cc=gcc",
		       "__attribute__((section(\".text\")))\n"
		       "const unsigned char code[] = {0x0f, 0x05, 0xc3};\n"
		       "int main(void) { return ((int (*)(void))code)(); }\n",
		       "model.c|code");
}
END_TEST

START_TEST(function_that_is_chosen_when_it_is_loaded)
{
	refuse("static int f(void) { return 0; }\n"
	       "static void *choose(void) { return (void *)f; }\n"
	       "int g(void) __attribute__((ifunc(\"choose\")));\n"
	       "int main(void) { return g(); }\n",
	       "model.c|ifunc");
}
END_TEST

Suite *refuse_suite(void)
{
	Suite *suite = suite_create("refuse");
	TCase *tcase = tcase_create("code of the model's choice");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, statement_with_a_forged_mark);
	tcase_add_test(tcase, assembly_that_is_spelt_otherwise);
	tcase_add_test(tcase, attributes_that_are_spelt_otherwise);
	tcase_add_test(tcase, system_header_of_the_users);
	tcase_add_test(tcase, assembly_outside_of_functions);
	tcase_add_test(tcase, code_in_the_name_of_a_section);
	tcase_add_test(tcase, code_in_the_name_of_a_function);
	tcase_add_test(tcase, code_in_a_directive);
	tcase_add_test(tcase, variable_in_a_register);
	tcase_add_test(tcase, accesses_without_hooks);
	tcase_add_test(tcase, barriers_pauses_and_plain_names_pass);
#if defined(__x86_64__)
	tcase_add_test(
		tcase,
		harmless_instructions_pass_in_a_row_and_no_other_hides_there);
#endif

	tcase_add_test(tcase, address_of_a_library_function_leads_to_no_other);
	tcase_add_test(tcase, calls_lead_to_functions_only);
	tcase_add_test(tcase, what_is_called_for_the_model_is_a_function);
	tcase_add_test(tcase, library_functions_are_called_through_pointers);
	tcase_add_test(tcase, goto_a_computed_place);
#ifdef __x86_64__
	tcase_add_test(tcase, instructions_that_look_outside);
#endif
	tcase_add_test(tcase, place_in_memory_to_return_to);
	tcase_add_test(tcase, hooks_of_the_models_own);
	tcase_add_test(tcase, variable_among_the_code);
	tcase_add_test(tcase, function_that_is_chosen_when_it_is_loaded);
	suite_add_tcase(suite, tcase);
	return suite;
}
