/* What reports call things: bit-fields, parts of blocks of the heap, local
 * variables. */
#include <stdio.h>
#include <string.h>

#include "model/dwarf/bits.h"
#include "support.h"

static const char head[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <stdlib.h>\n"
	"static pthread_t t, u; static int seen;\n";

/* A little program behind `head`, and what its report says; the last of the
 * lines that begins with "!", it does not say. */
struct naming {
	const char *program;
	const char *says[5];
};

static void expect_naming(const struct naming *naming, const char *compiler)
{
	struct run run;

	write_program(head, naming->program);
	run = run_mcheck("--no-trace", "--leaks=error", compiler, "model.c");
	for (int i = 0; i < 5 && naming->says[i]; i++) {
		const char *words = naming->says[i];

		if (*words != '!')
			expect_part(&run.out, words);
		else
			ck_assert_msg(!strstr(text_string(&run.out), words + 1),
				      "\"%s\" is in:\n%s", words + 1,
				      text_string(&run.out));
	}
	run_free(&run);
}

static void expect_with_all(const struct naming *naming)
{
	expect_naming(naming, "--cc=gcc");
	if (have_command("clang"))
		expect_naming(naming, "--cc=clang");
}

static const struct naming bit_fields[] = {
	{"static struct { unsigned count : 15; unsigned flag : 1; } s = {3, "
	 "1};\n"
	 "static void *look(void *u) { seen = s.flag; return u; }\n"
	 "int main(void)\n{\n"
	 " pthread_create(&t, 0, look, 0); s.count++; pthread_join(t, 0);\n}",
	 {"data race on s.flag and s.count", "T2 look reads s.flag\n",
	  "reads s.flag = 1 ", "reads s.count = 3 ",
	  "bit-fields of one memory location"}},
	{"struct s { int n; int neg : 5; unsigned a : 3, b : 2; };\n"
	 "static struct { struct s in[2]; } all;\n"
	 "static void *look(void *u)\n"
	 "{ all.in[1].neg = -3;\n seen = all.in[1].neg + all.in[1].b;\n"
	 " return u; }\n"
	 "int main(void)\n{ all.in[1].b = 2;\n"
	 " pthread_create(&t, 0, look, 0); pthread_create(&u, 0, look, 0);\n"
	 " pthread_join(t, 0); pthread_join(u, 0);\n}",
	 {"data race on all.in[1].", "reads all.in[1].neg = -3 ",
	  "reads all.in[1].b = 2 "}},
	{"static struct { unsigned a : 4, b : 4; } s, n;\n"
	 "static void *set(void *u) { s = n; return u; }\n"
	 "int main(void)\n{ pthread_create(&t, 0, set, 0);\n"
	 " s.b = 5; pthread_join(t, 0);\n}",
	 {"data race on s.b\n", "T2 set writes s\n", "T1 main "}},
};

START_TEST(bit_fields_are_told_apart_by_the_source)
{
	expect_with_all(&bit_fields[_i]);
}
END_TEST

static unsigned rank(const char *source, unsigned column, const char *name)
{
	return dwarf_bits_rank(&(struct dwarf_use){1, source, column}, name);
}

START_TEST(bit_field_at_the_column_is_meant)
{
	const char *line = "s.count = t->flag + s.flags;";

	ck_assert_uint_gt(rank(line, 12, "flag"), rank(line, 12, "count"));
	ck_assert_uint_gt(rank(line, 14, "flag"), rank(line, 14, "flags"));
	ck_assert_uint_gt(rank(line, 9, "count"), rank(line, 9, "flag"));
	ck_assert_uint_gt(rank("++s.a; s.b", 1, "a"),
			  rank("++s.a; s.b", 1, "b"));
}
END_TEST

START_TEST(line_that_uses_no_such_member_means_none)
{
	ck_assert_uint_eq(rank("s = (struct s){.flag = 1}", 3, "flag"), 0);
	ck_assert_uint_eq(rank("flag = s.flags", 6, "flag"), 0);
	ck_assert_uint_eq(rank("", 1, "flag"), 0);
	ck_assert_uint_eq(rank(NULL, 0, "flag"), 0);
	ck_assert_uint_eq(rank("s.", 2, ""), 0);
}
END_TEST

Suite *names_suite(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");

	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, bit_fields_are_told_apart_by_the_source, 0,
			    (int)(sizeof bit_fields / sizeof *bit_fields));
	tcase_add_test(tcase, bit_field_at_the_column_is_meant);
	tcase_add_test(tcase, line_that_uses_no_such_member_means_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
