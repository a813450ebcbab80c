/* What SARIF 2.1.0 asks of a log, where mcheck writes it: required members,
 * kinds of values, words from a list, least counts, indexes that fit. */
#include "check_sarif.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* A member that may be missing, but has this kind. */
static const struct node *optional(const struct node *node, const char *name,
				   char kind)
{
	const struct node *found = json_find(node, name);

	return found ? expect_kind(node, name, kind) : NULL;
}

static long number(const struct node *node, const char *name)
{
	const struct node *found = expect_kind(node, name, '0');

	return strtol(found->string.bytes, NULL, 10);
}

static void one_of(const struct node *node, const char *name, const char *words)
{
	const struct node *found = expect_kind(node, name, '"');

	ck_assert_msg(strstr(words, found->string.bytes) != NULL,
		      "%s is \"%s\"", name, found->string.bytes);
}

static void check_message(const struct node *node, const char *name)
{
	const struct node *message = expect_kind(node, name, '{');

	ck_assert_uint_gt(expect_kind(message, "text", '"')->string.length, 0);
}

/* An URI reference: no character that has to be escaped. */
static void check_uri(const struct node *uri)
{
	for (const char *at = uri->string.bytes; *at; at++)
		ck_assert_msg(*at > ' ' && *at < 127 &&
				      !strchr("<>\"\\^`{|}", *at),
			      "URI %s", uri->string.bytes);
}

static void check_physical(const struct node *physical)
{
	const struct node *region = optional(physical, "region", '{');

	check_uri(expect_kind(physical, "artifactLocation.uri", '"'));
	if (!region)
		return;
	ck_assert_int_ge(number(region, "startLine"), 1);
	if (optional(region, "startColumn", '0'))
		ck_assert_int_ge(number(region, "startColumn"), 1);
}

static void check_location(const struct node *location)
{
	const struct node *physical =
		optional(location, "physicalLocation", '{');

	ck_assert_int_eq(location->kind, '{');
	if (physical)
		check_physical(physical);
	if (json_find(location, "message"))
		check_message(location, "message");
}

static void check_locations(const struct node *node, const char *name)
{
	const struct node *locations = optional(node, name, '[');

	for (locations = locations ? locations->first : NULL; locations;
	     locations = locations->next)
		check_location(locations);
}

/* Steps of one thread come in the order of the execution. */
static void check_thread_flow(const struct node *flow)
{
	const struct node *step = expect_kind(flow, "locations", '[')->first;
	long last = -1;

	ck_assert_ptr_nonnull(step);
	for (; step; step = step->next) {
		check_location(expect_kind(step, "location", '{'));
		ck_assert_int_gt(number(step, "executionOrder"), last);
		last = number(step, "executionOrder");
		one_of(step, "importance", "important essential unimportant");
	}
}

static void check_flows(const struct node *result)
{
	const struct node *flows = optional(result, "codeFlows", '[');
	const struct node *thread;

	for (flows = flows ? flows->first : NULL; flows; flows = flows->next) {
		thread = expect_kind(flows, "threadFlows", '[')->first;
		ck_assert_ptr_nonnull(thread);
		for (; thread; thread = thread->next)
			check_thread_flow(thread);
	}
}

static void check_result(const struct node *result, const struct node *rules)
{
	const struct node *rule = rules->first;
	const char *id = expect_kind(result, "ruleId", '"')->string.bytes;

	check_message(result, "message");
	one_of(result, "level", "none note warning error");
	check_locations(result, "locations");
	check_locations(result, "relatedLocations");
	check_flows(result);
	if (!optional(result, "ruleIndex", '0'))
		return;
	for (long i = number(result, "ruleIndex"); i > 0 && rule; i--)
		rule = rule->next;
	ck_assert_ptr_nonnull(rule);
	expect_string(rule, "id", id);
}

static void check_rules(const struct node *rules)
{
	for (const struct node *rule = rules->first; rule; rule = rule->next) {
		expect_kind(rule, "id", '"');
		check_message(rule, "shortDescription");
	}
}

static void check_invocations(const struct node *run)
{
	const struct node *one = expect_kind(run, "invocations", '[')->first;

	for (; one; one = one->next) {
		const struct node *told =
			optional(one, "toolExecutionNotifications", '[');

		ck_assert(json_find(one, "executionSuccessful")->kind == 't' ||
			  json_find(one, "executionSuccessful")->kind == 'f');
		expect_kind(one, "exitCode", '0');
		for (told = told ? told->first : NULL; told;
		     told = told->next) {
			check_message(told, "message");
			one_of(told, "level", "none note warning error");
			check_locations(told, "locations");
		}
	}
}

const struct node *expect_sarif(const struct node *log)
{
	const struct node *run = expect_kind(log, "runs[0]", '{');
	const struct node *rules = expect_kind(run, "tool.driver.rules", '[');
	const struct node *result = expect_kind(run, "results", '[')->first;

	expect_string(log, "version", "2.1.0");
	expect_kind(log, "$schema", '"');
	expect_string(run, "tool.driver.name", "mcheck");
	check_rules(rules);
	check_invocations(run);
	for (; result; result = result->next)
		check_result(result, rules);
	return run;
}
