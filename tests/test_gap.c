/* Tests of the bytes behind global variables. */
#include "assembled.h"
#include "model/elf/gap.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* The object file of the program, as the compiler makes it. */
static struct text object_of(const char *compiler, const char *source)
{
	const char *const words[] = {compiler, "-c",      "model.s",
				     "-o",     "model.o", NULL};
	struct text assembly;
	struct run run;

	write_bytes("model.c", source, strlen(source));
	assembly = assembled(compiler);
	text_free(&assembly);
	run = run_words(words);
	ck_assert_int_eq(run.code, 0);
	run_free(&run);
	return read_file("model.o");
}

/* Each object is followed by 32 bytes, keeps its value, its alignment and its
 * size; those of a named section stay as they are. */
START_TEST(globals_have_gaps)
{
	static const char source[] =
		"#include <stdio.h>\n"
		"static int a[4] = { 1, 2, 3, 4 }; static char b = 5;\n"
		"int c[4]; static long d[2];\n"
		"static const int e[3] = { 7, 8 };\n"
		"static int *p[] = { a, c }; _Thread_local int t[2] = { 3 };\n"
		"static const char s[] = \"s;#\\\"\\0\";\n"
		"static double v = 2.5;\n"
		"#define OWN __attribute__((section(\"own\"), used)) static\n"
		"OWN int l[] = { 1 }; OWN int m[] = { 2 };\n"
		"_Alignas(64) static char w[3];\n"
		"static void *const all[] = { a, &b, c, d, (void *)e, p,\n"
		"(void *)s, &v, w };\n"
		"static const unsigned size[] =\n"
		"{ 16, 1, 16, 16, 12, 16, 6, 8, 3 };\n"
		"int main(void) { int bad = 0; for (int i = 0; i < 9; i++)\n"
		"for (int k = 0; k < 9; k++) { long n = (char *)all[k]\n"
		"- (char *)all[i]; if (n > 0 && n < size[i] + 32) bad++; }\n"
		"printf(\"%d %d %d %d %d %d\\n\", m - l, a[3] + b,\n"
		"e[1] + *p[0], t[0] + s[2], (int)(2 * v),\n"
		"(int)((long)w & 63));\n"
		"return bad; }\n";

	for (size_t i = 0; i < 2; i++) {
		const char *compiler = assembled_compilers[i];
		const char *const link[] = {compiler, "wide.o",  "hooks.c",
					    "-o",     "program", NULL};
		const char *const program[] = {"./program", NULL};
		struct text object;
		struct run run;

		if (!have_command(compiler))
			continue;
		object = object_of(compiler, source);
		ck_assert(gap_add(&object));
		write_bytes("wide.o", object.bytes, object.length);
		write_bytes("hooks.c", assembled_hooks,
			    strlen(assembled_hooks));
		text_free(&object);
		run = run_words(link);
		ck_assert_msg(run.code == 0, "%.900s", text_string(&run.err));
		run_free(&run);
		run = run_words(program);
		ck_assert_int_eq(run.code, 0);
		ck_assert_str_eq(text_string(&run.out), "1 9 9 38 5 0\n");
		run_free(&run);
	}
}
END_TEST

/* The sanitizers watch. */
START_TEST(what_is_no_object_is_left_alone)
{
	struct text object = object_of("cc", "int a = 1, b; int main(void)"
					     "{ return a + b; }");
	struct text empty = {0};
	unsigned random = 1;

	ck_assert(!gap_add(&empty));
	for (int i = 0; i < 300; i++) {
		struct text copy = {0};

		text_add_bytes(&copy, object.bytes, object.length);
		for (int k = 0; k < 100; k++) {
			size_t header = object.length - 1500;

			random = random * 1103515245 + 12345;
			copy.bytes[k % 10 ? header + random / 7 % 1500
					  : random / 7 % 64] ^=
				(char)(random >> 16 & 255);
		}
		if (i % 3 == 0)
			copy.length = random / 7 % copy.length;
		if (!gap_add(&copy))
			ck_assert_uint_le(copy.length, object.length);
		text_free(&copy);
	}
	text_free(&object);
}
END_TEST

Suite *gap_suite(void)
{
	Suite *suite = suite_create("gap");
	TCase *tests = tcase_create("gap");

	tcase_add_checked_fixture(tests, go_to_fresh_directory, go_to_top);
	tcase_add_test(tests, globals_have_gaps);
	tcase_add_test(tests, what_is_no_object_is_left_alone);
	suite_add_tcase(suite, tests);
	return suite;
}
