/* JUnit: what comes in as any bytes goes out as XML; a test case for each
 * model. */
#include <string.h>

#include "parse_xml.h"
#include "report/junit/xml.h"
#include "support.h"

static void expect_written(const char *bytes, size_t length,
			   const char *expected)
{
	struct text text = {0};

	xml_add(&text, bytes, length);
	ck_assert_str_eq(text_string(&text), expected);
	text_free(&text);
}

START_TEST(strings_are_escaped)
{
#define NO "\357\277\275"
	expect_written("a<b>&\"c\"", 8, "a&lt;b&gt;&amp;&quot;c&quot;");
	expect_written("]]>", 3, "]]&gt;");
	expect_written("a\n\tb", 4, "a\n\tb");
	expect_written("\033[2J\0\177\r", 7, NO "[2J" NO NO NO);
	expect_written("\377\303", 2, NO NO);
	expect_written("\357\277\276", 3, NO);
	expect_written("\302\233", 2, NO);
	expect_written("gr\303\274n", 5, "gr\303\274n");
#undef NO
}
END_TEST

START_TEST(line_end_in_an_attribute_stays)
{
	struct text text = {0};

	xml_attribute(&text, "name", "a\n\"<b");
	ck_assert_str_eq(text.bytes, " name=\"a&#10;&quot;&lt;b\"");
	text_free(&text);
}
END_TEST

START_TEST(finding_is_a_failure_with_the_report)
{
	struct run run = run_mcheck("--no-trace", "--format=junit",
				    top_path("models/counter.c"));

	ck_assert_int_eq(run.code, 1);
	expect_xml(&run.out);
	expect_part(&run.out, "<testsuite name=\"mcheck\" tests=\"1\" "
			      "failures=\"1\" errors=\"0\" skipped=\"0\">\n");
	expect_part(&run.out, "/models/counter.c\">\n    <failure type=\""
			      "data-race\" message=\"data race on counter\">");
	expect_part(&run.out, "verdict: finding data-race\n</failure>\n");
	run_free(&run);
}
END_TEST

START_TEST(each_model_is_a_test_case)
{
	struct run run;

	go_to_fresh_directory();
	write_file("bad.c", "int main(void) { return \"<\" }\n");
	run = run_mcheck("--states=20", "--format=junit",
			 top_path("models/exit_status_fixed.c"), "---", "bad.c",
			 "---", top_path("models/bakery.c"));
	ck_assert_int_eq(run.code, 2);
	expect_xml(&run.out);
	expect_part(&run.out, " tests=\"3\" failures=\"0\" errors=\"2\"");
	expect_part(&run.out, "exit_status_fixed.c\">\n    <system-out>");
	expect_part(&run.out, "<error type=\"limit\" message=\"limit states: ");
	expect_part(&run.out, "<error type=\"error\" message=\"bad.c does not "
			      "compile\">");
	expect_part(&run.out, "&quot;&lt;&quot;");
	run_free(&run);
}
END_TEST

Suite *junit_suite(void)
{
	Suite *suite = suite_create("junit");
	TCase *tcase = tcase_create("junit");

	tcase_add_test(tcase, strings_are_escaped);
	tcase_add_test(tcase, line_end_in_an_attribute_stays);
	tcase_add_test(tcase, finding_is_a_failure_with_the_report);
	tcase_add_test(tcase, each_model_is_a_test_case);
	suite_add_tcase(suite, tcase);
	return suite;
}
