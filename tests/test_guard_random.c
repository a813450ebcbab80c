/* Words that locks guard, on random programs in which they matter, against the
 * brute explorer, which knows of no guards.
 *
 * MCHECK_SEED chooses other programs, MCHECK_PROGRAMS their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agree.h"

#define PROGRAMS 32
#define FEW 32
/* Programs with more interleavings, and no race in so many, are left out. */
#define MOST_EXECUTIONS 1000
#define DEFAULT_SEED 20261126u

static struct elf elf;

/* Kinds of locks, as in the model. */
enum { LOCK_WRITING = 3, LOCK_READING = 4, LOCK_NONE = 7 };

/* Each word has one lock, but now and then another one is taken: in half
 * of all programs never. */
static uint64_t choose_lock(uint64_t locks, uint64_t which, uint64_t draw)
{
	bool careful = locks >> 16 & 1;

	uint64_t lock = locks >> (which & 3) * 4 & 7;

	if (lock == LOCK_READING)
		lock = LOCK_WRITING;
	if (lock == LOCK_WRITING && which >> 2 == 0)
		lock = LOCK_READING;
	return careful || draw % 6 ? lock : draw / 6 % 8;
}

/* The low byte of `favourites`: two kinds of operations that come often;
 * others are simple. */
static uint64_t draw_operation(uint64_t *random, uint64_t favourites)
{
	uint64_t draw = next_random(random);
	uint64_t what = draw % 3 ? 15 : favourites >> draw / 3 % 2 * 4 & 15;
	uint64_t which = draw >> 8 & 15;

	if (draw >> 12 & 1)
		which &= ~(uint64_t)2; /* mostly the first two words */
	return what | which << 4 |
	       choose_lock(favourites >> 8, which, draw >> 16) << 8;
}

/* One operation in one thread, up to two in the other; or with main, that does
 * nothing, three threads. */
static void make_program(uint64_t *random, struct random_program *program)
{
	uint64_t favourites = next_random(random), draw = next_random(random);
	int threads = draw % 8 ? 2 : 3;
	int longer = threads - 1 - (int)(draw / 4 % 2);

	*program = (struct random_program){.argc = threads + 1};
	program->argv[0] = "guards";
	for (int i = 0; i < threads; i++) {
		uint64_t count = i + 2 < threads ? 0 : 1, code = 0;

		count += i == longer && draw / 8 % 3 == 0;

		for (; count > 0; count--)
			code = code << 12 | draw_operation(random, favourites);
		snprintf(program->words[i], sizeof program->words[i], "%llx",
			 (unsigned long long)code);
		program->argv[i + 1] = program->words[i];
	}
}

static struct outcome explore(struct random_program *program,
			      const struct explorer *explorer,
			      enum reduction reduction, bool allow)
{
	struct check_options options = {
		.explorer = explorer,
		.races_allowed = allow,
		.reduction = reduction,
		.max_states = explorer == &explorer_brute ? MOST_EXECUTIONS : 0,
		.random = {.executions = 100, .seed = 1},
	};

	return explore_random_program(&elf, program, options);
}

static void must_agree(bool good, const char *options,
		       const struct random_program *program,
		       const struct outcome *one, const struct outcome *other)
{
	ck_assert_msg(good,
		      "mcheck --outcomes %stests/programs/guards.c -- %s %s "
		      "%s\n%sexpected:\n%s",
		      options, program->words[0], program->words[1],
		      program->words[2], text_string(&one->outcomes),
		      text_string(&other->outcomes));
}

/* Counts what the programs were like, so that the test tests something. */
struct tally {
	int compared, left_out, races, many;
};

static void compare_reduced(struct random_program *program,
			    const struct outcome *full)
{
	static const struct {
		const struct explorer *explorer;
		enum reduction reduction;
		const char *options;
	} ways[] = {
		{&explorer_states, REDUCTION_ON, ""},
		{&explorer_states, REDUCTION_PERSISTENT,
		 "--reduction=persistent "},
		{&explorer_dpor, REDUCTION_ON, "--explorer=dpor "},
		{&explorer_levels, REDUCTION_ON, "--preemptions=99 "},
	};

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct outcome outcome = explore(program, ways[i].explorer,
						 ways[i].reduction, false);

		if (outcome.limit == LIMIT_NONE)
			must_agree(is_reduced(&outcome, full), ways[i].options,
				   program, &outcome, full);
		else
			ck_assert_int_eq(outcome.limit, LIMIT_CYCLES);
		outcome_free(&outcome);
	}
}

/* At random there are no other findings. */
static void compare_random(struct random_program *program,
			   const struct outcome *full)
{
	struct outcome random =
		explore(program, &explorer_random, REDUCTION_ON, false);

	must_agree(!has_race(&random) || has_race(full), "--random=100 ",
		   program, &random, full);
	outcome_free(&random);
}

/* Brute has tried all, or has found a race: that is enough to compare. */
static bool is_settled(const struct outcome *brute)
{
	return brute->limit == LIMIT_NONE || brute->limit == LIMIT_CYCLES ||
	       has_race(brute);
}

static void compare_settled(struct random_program *program, bool allow,
			    const struct outcome *brute, struct tally *tally)
{
	struct outcome states =
		explore(program, &explorer_states, REDUCTION_OFF, allow);
	struct outcome guards =
		explore(program, &explorer_states, REDUCTION_GUARDS, allow);

	ck_assert_int_eq(states.limit, LIMIT_NONE);
	must_agree(agree(&states, brute),
		   allow ? "--races=allow --reduction=off "
			 : "--reduction=off ",
		   program, &states, brute);
	must_agree(agree(&guards, brute),
		   allow ? "--races=allow --reduction=guards "
			 : "--reduction=guards ",
		   program, &guards, brute);
	if (!allow) {
		compare_reduced(program, &states);
		compare_random(program, &states);
	}
	tally->compared++;
	tally->races += has_race(brute);
	tally->many += brute->statistics.executions > 100;
	outcome_free(&states);
	outcome_free(&guards);
}

static void compare(struct random_program *program, bool allow,
		    struct tally *tally)
{
	struct outcome brute =
		explore(program, &explorer_brute, REDUCTION_OFF, allow);

	if (is_settled(&brute))
		compare_settled(program, allow, &brute, tally);
	else
		tally->left_out++;
	outcome_free(&brute);
}

START_TEST(random_programs_have_the_races_that_brute_finds)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS);
	struct random_program program;
	struct tally tally = {0};

	compile_random("tests/programs/guards.c", &elf);
	while ((uint64_t)tally.compared < programs) {
		uint64_t flags = next_random(&seed);

		make_program(&seed, &program);
		compare(&program, flags % 8 == 0, &tally);
	}
	printf("guard: %d compared, %d with a race, %d with over 100 "
	       "executions; %d too large\n",
	       tally.compared, tally.races, tally.many, tally.left_out);
	fflush(stdout);
	if (programs < FEW)
		return;
	ck_assert_int_gt(tally.races, tally.compared / 10);
	ck_assert_int_gt(tally.compared - tally.races, tally.compared / 10);
	ck_assert_int_gt(tally.many, tally.compared / 10);
}
END_TEST

Suite *guard_random_suite(void)
{
	Suite *suite = suite_create("guard_random");
	TCase *programs = tcase_create("random programs");

	tcase_set_timeout(programs, 1200);
	tcase_add_test(programs,
		       random_programs_have_the_races_that_brute_finds);
	suite_add_tcase(suite, programs);
	return suite;
}
