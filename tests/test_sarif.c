/* SARIF: a log has what the standard asks for, and what happened. */
#include <string.h>

#include "check_sarif.h"
#include "race/finding.h"
#include "support.h"

static struct node *parse(struct run *run, int code)
{
	struct node *node = expect_json(&run->out);

	ck_assert_int_eq(run->code, code);
	expect_sarif(node);
	run_free(run);
	return node;
}

static struct node *report(const char *model, int code)
{
	struct run run =
		run_mcheck("--no-trace", "--format=sarif", top_path(model));

	return parse(&run, code);
}

START_TEST(every_class_is_a_rule)
{
	struct node *log = report("models/counter_mutex.c", 0);
	const struct node *rules =
		expect_kind(log, "runs[0].tool.driver.rules", '[');

	for (int class = 1; class < FINDING_CLASS_COUNT; class ++) {
		const char *name =
			finding_class_name((enum finding_class) class);
		const struct node *rule = rules->first;

		while (rule &&
		       strcmp(json_find(rule, "id")->string.bytes, name) != 0)
			rule = rule->next;
		ck_assert_msg(rule != NULL, "no rule %s", name);
		expect_kind(rule, "fullDescription.text", '"');
	}
	ck_assert_uint_eq(json_count(expect_kind(log, "runs[0].results", '[')),
			  0);
	expect_string(log, "runs[0].invocations[0].properties.verdict",
		      "verified");
	json_free(log);
}
END_TEST

START_TEST(race_has_flows_for_each_thread)
{
	struct node *log = report("models/counter.c", 1);
	const struct node *result = expect_kind(log, "runs[0].results[0]", '{');

	expect_string(result, "ruleId", "data-race");
	expect_string(result, "level", "error");
	expect_string(result, "message.text", "data race on counter");
	expect_string(result, "locations[0].physicalLocation.region.startLine",
		      "14");
	expect_string(result, "relatedLocations[1].message.text",
		      "T3 increment reads counter");
	expect_string(result, "codeFlows[0].threadFlows[1].id", "T2 increment");
	expect_string(result,
		      "codeFlows[0].threadFlows[1].locations[1].executionOrder",
		      "3");
	expect_string(result, "codeFlows[1].message.text",
		      "A possible consequence");
	json_free(log);
}
END_TEST

START_TEST(deadlock_is_where_a_thread_waits)
{
	struct node *log = report("models/deadlock.c", 1);

	expect_string(log,
		      "runs[0].results[0].locations[0].physicalLocation"
		      ".region.startLine",
		      "15");
	expect_string(log,
		      "runs[0].results[0].relatedLocations[1].message.text",
		      "T2 save waits");
	json_free(log);
}
END_TEST

START_TEST(note_is_a_note)
{
	struct node *log = report("models/lock_order.c", 0);

	expect_string(log, "runs[0].results[0].ruleId", "lock-order");
	expect_string(log, "runs[0].results[0].level", "note");
	json_free(log);
}
END_TEST

START_TEST(all_models_are_in_one_run)
{
	struct run run =
		run_mcheck("--no-trace", "--format=sarif", "--states=200",
			   top_path("models/counter.c"), "---", "no such.c",
			   "---", top_path("models/bakery.c"));
	struct node *log = parse(&run, 2);

	expect_string(log, "runs[0].results[0].ruleId", "data-race");
	expect_string(log, "runs[0].results[1].ruleId", "limit");
	expect_string(log, "runs[0].results[1].level", "warning");
	expect_string(log, "runs[0].invocations[0].exitCode", "1");
	expect_kind(log, "runs[0].invocations[1].executionSuccessful", 'f');
	expect_string(log,
		      "runs[0].invocations[1].toolExecutionNotifications[0]"
		      ".locations[0].physicalLocation.artifactLocation.uri",
		      "no%20such.c");
	expect_string(log, "runs[0].invocations[2].properties.verdict",
		      "limit");
	json_free(log);
}
END_TEST

Suite *sarif_suite(void)
{
	Suite *suite = suite_create("sarif");
	TCase *tcase = tcase_create("sarif");

	tcase_add_test(tcase, every_class_is_a_rule);
	tcase_add_test(tcase, race_has_flows_for_each_thread);
	tcase_add_test(tcase, deadlock_is_where_a_thread_waits);
	tcase_add_test(tcase, note_is_a_note);
	tcase_add_test(tcase, all_models_are_in_one_run);
	suite_add_tcase(suite, tcase);
	return suite;
}
