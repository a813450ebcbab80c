/* The table of states against an array that is searched from its beginning. */
#include <stdlib.h>

#include "explore/table.h"
#include "support.h"

#define FEW 4000u
#define MANY 500000u
#define TOO_MANY 300000u
#define MOST_BYTES ((uint64_t)1 << 20)

static uint64_t random_state;

static uint64_t draw(uint64_t below)
{
	random_state *= 6364136223846793005u;
	random_state += 1442695040888963407u;
	return (random_state >> 20) % below;
}

static hash128 nth(uint64_t n)
{
	return hash_value(n, n + 1);
}

/* Few homes, so that lines are full far and wide. */
static hash128 crowded(void)
{
	return hash_pair(draw(3) << 62 | draw(4) << 50 | draw(2) << 20,
			 draw(FEW));
}

static void compare(hash128 (*next)(void))
{
	struct table table = {0};
	hash128 *seen = calloc(FEW, sizeof *seen);
	uint64_t count = 0;

	while (count < FEW) {
		hash128 fingerprint = next();
		uint64_t i = 0;

		while (i < count && seen[i] != fingerprint)
			i++;
		ck_assert_uint_eq(table_visit(&table, fingerprint, count), i);
		if (i == count)
			seen[count++] = fingerprint;
		ck_assert_uint_eq(table.count, count);
	}
	table_clear(&table);
	free(seen);
}

static hash128 spread(void)
{
	return nth(draw(2 * FEW));
}

START_TEST(finds_what_was_entered_and_nothing_else)
{
	random_state = 1;
	compare(spread);
	compare(crowded);
}
END_TEST

START_TEST(a_state_takes_at_most_32_bytes)
{
	struct table table = {0};

	for (uint64_t i = 0; i < MANY; i++) {
		ck_assert_uint_eq(table_visit(&table, nth(i), i), i);
		if (i > 20000)
			ck_assert_uint_le(table_bytes(&table), 32 * (i + 1));
	}
	for (uint64_t i = 0; i < MANY; i++)
		ck_assert_uint_eq(table_visit(&table, nth(i), MANY), i);
	ck_assert_uint_eq(table.count, MANY);
	table_clear(&table);
}
END_TEST

START_TEST(keeps_large_numbers)
{
	struct table table = {0};

	for (uint64_t i = 0; i < FEW; i++)
		table_visit(&table, nth(i), TABLE_MAX_NUMBER - i);
	for (uint64_t i = 0; i < FEW; i++)
		ck_assert_uint_eq(table_visit(&table, nth(i), 0),
				  TABLE_MAX_NUMBER - i);
	table_clear(&table);
}
END_TEST

/* One of a hundred is on the path; all others may go. */
static bool may_forget(const void *context, uint64_t number)
{
	return number % *(const uint64_t *)context != 0;
}

static void fill(struct table *table, uint64_t every)
{
	table->may_forget = may_forget;
	table->context = &every;
	table->most_bytes = MOST_BYTES;
	for (uint64_t i = 0; i < TOO_MANY; i++)
		ck_assert_uint_eq(table_visit(table, nth(i), i), i);
	for (uint64_t i = 0; i < TOO_MANY; i += every)
		ck_assert_uint_eq(table_visit(table, nth(i), 1), i);
}

START_TEST(forgets_within_its_limit_only_what_may_be_forgotten)
{
	struct table table = {0};

	fill(&table, 100);
	ck_assert_uint_le(table_bytes(&table), MOST_BYTES);
	ck_assert_uint_gt(table_bytes(&table), MOST_BYTES / 2);
	ck_assert_uint_gt(table.forgotten, 100000);
	ck_assert_uint_gt(table.count, MOST_BYTES / 32);
	table_clear(&table);
}
END_TEST

START_TEST(exceeds_its_limit_when_nothing_may_be_forgotten)
{
	struct table table = {0};

	fill(&table, 1);
	ck_assert_uint_gt(table_bytes(&table), MOST_BYTES);
	ck_assert_uint_eq(table.forgotten, 0);
	table_clear(&table);
}
END_TEST

Suite *table_suite(void)
{
	Suite *suite = suite_create("table");
	TCase *tests = tcase_create("table");

	tcase_add_test(tests, finds_what_was_entered_and_nothing_else);
	tcase_add_test(tests, a_state_takes_at_most_32_bytes);
	tcase_add_test(tests, keeps_large_numbers);
	tcase_add_test(tests,
		       forgets_within_its_limit_only_what_may_be_forgotten);
	tcase_add_test(tests, exceeds_its_limit_when_nothing_may_be_forgotten);
	suite_add_tcase(suite, tests);
	return suite;
}
