/* Strings that would do harm: in source, names of files, assertions and
 * output.  No format lets them through. */
#include <string.h>

#include "base/utf8.h"
#include "check_sarif.h"
#include "parse_xml.h"
#include "support.h"

#define LONG 10000
/* No line of a report is longer, whatever there is to show. */
#define LONGEST_LINE 600

/* Clears the screen, ends a script, is no UTF-8, is an escape code in UTF-8. */
#define HARM "\033[2J\033]0;x\007</script><script>\"'&\377\302\233m"

/* The same for a C string in the model. */
#define HARM_IN_C "\\033[2J</script><script>\\\"'&\\377\\302\\233m\\r"

static const char name[] = "a<b>\033[31m\302\233m&'\377.c";

static void write_hostile(void)
{
	struct text model = {0};

	go_to_fresh_directory();
	text_add(&model, "#include <assert.h>\n#include <mc.h>\n"
			 "#include <stdio.h>\n"
			 "int main(void)\n{\n"
			 "\tint way = mc_choose(2);\n"
			 "\tputs(\"" HARM_IN_C "\");\n");
	text_addf(&model, "\tfor (int i = 0; i < %d; i++) putchar('y');\n",
		  LONG);
	text_add(&model, "#line 7 \"<script>\\033[31m\\377.c\"\n"
			 "\tmc_progress();\n#line 12 \"");
	text_add(&model, "a<b>\\033[31m\\302\\233m&'\\377.c\"\n");
	text_add(&model,
		 "\tassert(way == 0 || !\"" HARM_IN_C "\"); /* " HARM " ");
	for (int i = 0; i < LONG; i++)
		text_add(&model, "x");
	text_add(&model, " */\n}\n");
	write_bytes(name, model.bytes, model.length);
	text_free(&model);
}

static struct run run_hostile(const char *format)
{
	struct run run;

	write_hostile();
	run = run_mcheck("--no-trace", format, name);
	ck_assert_int_eq(run.code, 1);
	return run;
}

/* Only characters that can be shown, and lines that end. */
static void expect_harmless(const struct text *text)
{
	size_t used, column = 0;

	for (size_t i = 0; i < text->length; i += used) {
		uint32_t character =
			utf8_read(text->bytes + i, text->length - i, &used);

		ck_assert_msg(character == '\n' || !utf8_is_control(character),
			      "a control character %#x at byte %zu",
			      (unsigned)character, i);
		ck_assert_msg(character != UTF8_INVALID || used > 1,
			      "no UTF-8 at byte %zu", i);
		column = character == '\n' ? 0 : column + used;
		ck_assert_uint_le(column, LONGEST_LINE);
	}
}

START_TEST(text_has_no_control_characters)
{
	struct run run = run_hostile("--format=text");

	expect_harmless(&run.out);
	expect_part(&run.out, "<script>");
	expect_part(&run.out, "verdict: finding assertion\n");
	run_free(&run);
}
END_TEST

START_TEST(json_is_json)
{
	struct run run = run_hostile("--format=json");
	struct node *node = expect_json(&run.out);

	ck_assert_ptr_null(strstr(run.out.bytes, "</script>"));
	ck_assert_ptr_null(strstr(run.out.bytes, "\302\233"));
	expect_part(&expect_kind(node, "finding.place.source", '"')->string,
		    "xxxxxxxx");
	expect_part(&expect_kind(node, "finding.output", '"')->string,
		    "</script><script>\"'&\357\277\275");
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(sarif_is_sarif)
{
	struct run run = run_hostile("--format=sarif");
	struct node *node = expect_json(&run.out);

	expect_sarif(node);
	ck_assert_ptr_null(strstr(run.out.bytes, "</script>"));
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(junit_is_xml)
{
	struct run run = run_hostile("--format=junit");

	expect_xml(&run.out);
	ck_assert_ptr_null(strstr(run.out.bytes, "<script>"));
	run_free(&run);
}
END_TEST

START_TEST(outcomes_have_no_control_characters)
{
	struct run run;

	write_hostile();
	run = run_mcheck("--no-trace", "--outcomes", name);
	ck_assert_ptr_null(memchr(run.out.bytes, '\033', run.out.length));
	run_free(&run);
}
END_TEST

START_TEST(trace_of_it_is_replayed)
{
	struct run run;

	write_hostile();
	run = run_mcheck("--trace=t", name);
	ck_assert_int_eq(run.code, 1);
	run_free(&run);
	run = run_mcheck("replay", "t");
	ck_assert_int_eq(run.code, 1);
	expect_harmless(&run.out);
	run_free(&run);
}
END_TEST

Suite *hostile_suite(void)
{
	Suite *suite = suite_create("hostile");
	TCase *tcase = tcase_create("hostile");

	tcase_add_test(tcase, text_has_no_control_characters);
	tcase_add_test(tcase, json_is_json);
	tcase_add_test(tcase, sarif_is_sarif);
	tcase_add_test(tcase, junit_is_xml);
	tcase_add_test(tcase, outcomes_have_no_control_characters);
	tcase_add_test(tcase, trace_of_it_is_replayed);
	suite_add_tcase(suite, tcase);
	return suite;
}
