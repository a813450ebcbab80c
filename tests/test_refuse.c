/* Code of the model's choice never runs: each program tries to bring in what
 * mcheck cannot see, and is refused, or ends with a finding. */
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

Suite *refuse_suite(void)
{
	Suite *suite = suite_create("refuse");
	TCase *tcase = tcase_create("code of the model's choice");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, statement_with_a_forged_mark);
	tcase_add_test(tcase, assembly_outside_of_functions);
	tcase_add_test(tcase, code_in_the_name_of_a_section);
	tcase_add_test(tcase, code_in_the_name_of_a_function);
	tcase_add_test(tcase, code_in_a_directive);
	tcase_add_test(tcase, variable_in_a_register);
	tcase_add_test(tcase, accesses_without_hooks);
	tcase_add_test(tcase, barriers_pauses_and_plain_names_pass);
	suite_add_tcase(suite, tcase);
	return suite;
}
