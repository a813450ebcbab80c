/* JSON: what comes in as any bytes goes out as JSON; what a report in JSON has
 * in it. */
#include <string.h>

#include "base/utf8.h"
#include "parse_json.h"
#include "report/json/json.h"
#include "support.h"

/* The string as JSON, quotes and newline left out. */
static void expect_written(const char *bytes, size_t length,
			   const char *expected)
{
	struct text text = {0};
	struct json json = {.text = &text};
	struct node *node;

	json_array(&json, NULL);
	json_bytes(&json, NULL, bytes, length);
	json_end(&json);
	node = expect_json(&text);
	text.bytes[text.length - strlen("\"\n]\n")] = '\0';
	ck_assert_str_eq(text.bytes + strlen("[\n  \""), expected);
	json_free(node);
	text_free(&text);
}

START_TEST(strings_are_escaped)
{
	expect_written("say \"a\\b\"", 9, "say \\\"a\\\\b\\\"");
	expect_written("a\nb\tc", 5, "a\\nb\\tc");
	expect_written("\033[2J\0\177", 6, "\\u001b[2J\\u0000\\u007f");
	expect_written("</script><!-- <b>", 17,
		       "\\u003c/script>\\u003c!-- <b>");
	expect_written("\302\233m", 3, "\\u009bm");
	expect_written("\342\200\250", 3, "\\u2028");
	expect_written("gr\303\274n \360\237\220\233", 10,
		       "gr\303\274n \360\237\220\233");
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_replaced)
{
#define NO "\357\277\275"
	expect_written("a\377b", 3, "a" NO "b");
	expect_written("\303", 1, NO);
	expect_written("\303(", 2, NO "(");
	expect_written("\300\257", 2, NO NO);
	expect_written("\340\200\257", 3, NO NO NO);
	expect_written("\355\240\200", 3, NO NO NO);
	expect_written("\364\220\200\200", 4, NO NO NO NO);
	expect_written("\360\237\220", 3, NO NO NO);
#undef NO
}
END_TEST

START_TEST(every_character_is_read_as_it_was_written)
{
	for (uint32_t character = 0; character <= 0x10ffff; character++) {
		struct text text = {0};
		size_t used;

		if (character >= 0xd800 && character < 0xe000)
			continue;
		utf8_add(&text, character);
		ck_assert_uint_eq(utf8_read(text.bytes, text.length, &used),
				  character);
		ck_assert_uint_eq(used, text.length);
		text_free(&text);
	}
}
END_TEST

START_TEST(values_nest)
{
	struct text text = {0};
	struct json json = {.text = &text};

	json_object(&json, NULL);
	json_row(&json, "row");
	json_number(&json, "n", UINT64_MAX);
	json_array(&json, "empty");
	json_end(&json);
	json_end(&json);
	json_array(&json, "list");
	json_truth(&json, NULL, true);
	json_null(&json, NULL);
	json_end(&json);
	json_object(&json, "none");
	json_end(&json);
	json_end(&json);
	ck_assert_str_eq(text.bytes,
			 "{\n  \"row\": {\"n\": 18446744073709551615, "
			 "\"empty\": []},\n  \"list\": [\n    true,\n    "
			 "null\n  ],\n  \"none\": {}\n}\n");
	json_free(expect_json(&text));
	text_free(&text);
}
END_TEST

START_TEST(parser_refuses_what_is_not_json)
{
	static const char *const wrong[] = {
		"",         "{",        "[1,]",         "{\"a\":}",  "{a:1}",
		"[01]",     "\"a\nb\"", "\"\\x\"",      "\"\\u12\"", "[1] 2",
		"\"\377\"", "tru",      "[\"\\ud800\"]"};
	char why[80];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct text text = {0};

		text_add(&text, wrong[i]);
		ck_assert_msg(json_parse(&text, why) == NULL, "%s", wrong[i]);
		text_free(&text);
	}
}
END_TEST

/* What mcheck says of a model in JSON. */
static struct node *report(const char *model, int code)
{
	struct run run =
		run_mcheck("--no-trace", "--format=json", top_path(model));
	struct node *node = expect_json(&run.out);

	ck_assert_int_eq(run.code, code);
	expect_string(node, "schema", "mcheck-report");
	expect_string(node, "version", "1");
	run_free(&run);
	return node;
}

START_TEST(race_has_accesses_steps_and_a_consequence)
{
	struct node *node = report("models/counter.c", 1);

	expect_string(node, "verdict", "finding");
	expect_string(node, "class", "data-race");
	expect_string(node, "finding.message", "data race on counter");
	expect_string(node, "finding.object", "counter");
	expect_string(node, "finding.accesses[0].access", "write");
	expect_string(node, "finding.accesses[1].place.line", "14");
	expect_string(node, "finding.accesses[1].place.source", "counter++;");
	expect_string(node, "finding.threads[1].function", "increment");
	expect_string(node, "finding.steps[2].before", "0");
	expect_string(node, "finding.steps[2].after", "1");
	expect_kind(node, "finding.steps[4].completes_race", 't');
	expect_string(node, "consequence.class", "assertion");
	expect_kind(node, "limit", 'n');
	expect_kind(node, "trace", 'n');
	json_free(node);
}
END_TEST

START_TEST(deadlock_says_who_waits_for_whom)
{
	struct node *node = report("models/deadlock.c", 1);

	expect_string(node, "finding.threads[1].state", "waits");
	expect_string(node, "finding.threads[1].operation", "lock");
	expect_string(node, "finding.threads[1].waits_for", "3");
	expect_kind(node, "finding.threads[1].taken.line", '0');
	json_free(node);
}
END_TEST

START_TEST(livelock_says_where_its_loop_begins)
{
	struct node *node = report("models/livelock.c", 1);

	expect_string(node, "finding.loop", "2");
	expect_string(node, "finding.threads[1].state", "loops");
	expect_string(node, "finding.threads[1].looks[0].step", "2");
	json_free(node);
}
END_TEST

START_TEST(block_that_is_named_is_described)
{
	struct node *node = report("models/use_after_free.c", 1);

	expect_string(node, "finding.object", "*line");
	expect_string(node, "finding.blocks[0].name", "*line");
	expect_string(node, "finding.blocks[0].size", "4");
	expect_string(node, "finding.blocks[0].freed.line", "24");
	json_free(node);
}
END_TEST

START_TEST(verified_has_statistics_and_notes)
{
	struct node *node = report("models/lock_order.c", 0);

	expect_string(node, "verdict", "verified");
	expect_kind(node, "class", 'n');
	expect_kind(node, "finding", 'n');
	expect_kind(node, "statistics.states", '0');
	expect_string(node, "notes[0].note", "lock-order");
	expect_kind(node, "notes[0].locks[1].held_at.line", '0');
	json_free(node);
}
END_TEST

START_TEST(limit_says_which)
{
	struct run run = run_mcheck("--format=json", "--states=3",
				    top_path("models/counter_mutex.c"));
	struct node *node = expect_json(&run.out);

	ck_assert_int_eq(run.code, 4);
	expect_string(node, "verdict", "limit");
	expect_string(node, "limit.limit", "states");
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(outcomes_are_a_list)
{
	struct run run;
	struct node *node;

	write_program("#include <mc.h>\n#include <stdio.h>\n",
		      "int main(void)\n{\n"
		      "\tputs(mc_choose(2) ? \"a\\033[2J\" : \"<b>\");\n}");
	run = run_mcheck("--format=json", "--outcomes", "model.c");
	node = expect_json(&run.out);
	ck_assert_uint_eq(json_count(expect_kind(node, "outcomes", '[')), 2);
	json_free(node);
	run_free(&run);
}
END_TEST

START_TEST(replay_writes_the_same)
{
	struct run check, replay;

	go_to_fresh_directory();
	check = run_mcheck("--format=json", "--trace=x",
			   top_path("models/deadlock.c"));
	replay = run_mcheck("replay", "--format=json", "x");
	ck_assert_int_eq(check.code, 1);
	ck_assert_int_eq(replay.code, 1);
	ck_assert_str_eq(strstr(check.out.bytes, "\"finding\": {"),
			 strstr(replay.out.bytes, "\"finding\": {"));
	run_free(&check);
	run_free(&replay);
}
END_TEST

START_TEST(format_that_is_not_there_is_refused)
{
	struct run run = run_mcheck("--format=yaml", "x.c");

	expect_refused(&run, "--format=yaml|json, sarif or junit");
	run_free(&run);
}
END_TEST

Suite *json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_test(tcase, strings_are_escaped);
	tcase_add_test(tcase, bytes_that_are_not_utf8_are_replaced);
	tcase_add_test(tcase, every_character_is_read_as_it_was_written);
	tcase_add_test(tcase, values_nest);
	tcase_add_test(tcase, parser_refuses_what_is_not_json);
	tcase_add_test(tcase, race_has_accesses_steps_and_a_consequence);
	tcase_add_test(tcase, deadlock_says_who_waits_for_whom);
	tcase_add_test(tcase, livelock_says_where_its_loop_begins);
	tcase_add_test(tcase, block_that_is_named_is_described);
	tcase_add_test(tcase, verified_has_statistics_and_notes);
	tcase_add_test(tcase, limit_says_which);
	tcase_add_test(tcase, outcomes_are_a_list);
	tcase_add_test(tcase, replay_writes_the_same);
	tcase_add_test(tcase, format_that_is_not_there_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
