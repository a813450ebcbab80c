/* Facts and their writers: a report of each verdict is made from facts that no
 * execution gave, so a writer needs nothing else. */
#include <string.h>

#include "base/text.h"
#include "report/facts/facts.h"
#include "report/format.h"
#include "support.h"

static const struct thread_fact threads[] = {{.function = "main"},
					     {.function = "worker"}};

static struct place at(unsigned line)
{
	return (struct place){
		.file = "models/x.c", .line = line, .source = "lock(&m);"};
}

static struct name variable(const char *name, const char *path)
{
	return (struct name){
		.kind = NAME_VARIABLE, .variable = name, .path = path};
}

static void expect(const struct facts *facts, const char *words)
{
	struct text text = {0};

	format_find("text")->write(facts, &text);
	ck_assert_msg(strstr(text_string(&text), words),
		      "\"%s\" is not in:\n%s", words, text_string(&text));
	text_free(&text);
}

START_TEST(format_that_is_not_there_is_not_found)
{
	ck_assert_ptr_nonnull(format_find("text"));
	ck_assert_ptr_null(format_find("tex"));
	ck_assert_ptr_null(format_find(""));
}
END_TEST

START_TEST(step_is_written_from_its_facts)
{
	struct step step = {
		.number = 1,
		.thread = 1,
		.other = -1,
		.kind = OP_UPDATE,
		.verb = "updates",
		.object = variable("accounts", "[1].balance"),
		.before = {.kind = VALUE_SIGNED, .bits = 7},
		.after = {.kind = VALUE_SIGNED, .bits = (uint64_t)-1},
		.place = at(12)};
	struct thread_fact room[2];
	struct block_fact blocks[3] = {{.size = 0}};
	struct facts facts = {.model = "models/x.c",
			      .verdict = VERDICT_FINDING,
			      .outcomes = ""};
	struct story *story = &facts.failure;

	memcpy(room, threads, sizeof room);
	*story = (struct story){.class = FINDING_ASSERTION,
				.class_name = "assertion",
				.what = "fails",
				.thread = 1,
				.place = at(13),
				.threads = room,
				.thread_count = 2,
				.blocks = blocks,
				.block_count = 3,
				.steps = &step,
				.step_count = 1,
				.steps_shown = 1,
				.loop = 1};
	expect(&facts, "models/x.c:13: error: fails\n");
	expect(&facts, "  T2 worker fails\n      models/x.c:13    lock(&m);\n");
	expect(&facts, "   1. T2 worker      updates accounts[1].balance: "
		       "7 -> -1");
	expect(&facts, "verdict: finding assertion\n");
	step.object = (struct name){
		.kind = NAME_BLOCK, .block = FIRST_BLOCK, .offset = 8};
	blocks[2] = (struct block_fact){
		.name = {.kind = NAME_BLOCK, .block = FIRST_BLOCK},
		.size = 24,
		.thread = 0,
		.place = at(3)};
	expect(&facts, "updates block 1+8: 7 -> -1");
	expect(&facts, "  block 1: 24 bytes, allocated by T1 main at "
		       "models/x.c:3\n");
}
END_TEST

START_TEST(limit_is_written_from_its_numbers)
{
	struct facts facts = {.model = "models/x.c",
			      .verdict = VERDICT_LIMIT,
			      .limit = LIMIT_STATES,
			      .limit_name = "states",
			      .outcomes = "",
			      .explorer = &explorer_states};

	facts.statistics.states = 10;
	facts.statistics.estimate = 1000;
	facts.statistics.complete_preemptions = -1;
	facts.growth.loop = facts.growth.allocation = at(1);
	facts.growth.variable_count = 1;
	facts.growth.variables[0].name = variable("n", "");
	facts.growth.variables[0].values = 40;
	expect(&facts, "n took 40 different values");
	expect(&facts, "1.0% are covered");
	expect(&facts, "verdict: limit states\n");
}
END_TEST

Suite *facts_suite(void)
{
	Suite *suite = suite_create("facts");
	TCase *tcase = tcase_create("facts");

	tcase_add_test(tcase, format_that_is_not_there_is_not_found);
	tcase_add_test(tcase, step_is_written_from_its_facts);
	tcase_add_test(tcase, limit_is_written_from_its_numbers);
	suite_add_tcase(suite, tcase);
	return suite;
}
