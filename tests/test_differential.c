/* The states explorer against the brute one, on random small programs: the
 * same final states and the same findings, or somebody is wrong.  And with
 * partial-order reduction against without, on larger ones as well.
 *
 * MCHECK_SEED chooses other programs, MCHECK_PROGRAMS their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"

#define PROGRAMS 220
#define FEW 100
/* Programs with more interleavings are left out. */
#define MOST_EXECUTIONS 500
#define DEFAULT_SEED 20261123u

static struct elf elf;

/* Waiting and receiving need a partner, or all that happens is deadlock. */
static uint64_t choose_kind(uint64_t favourites, uint64_t draw)
{
	uint64_t what = favourites >> (draw % 4 * 4) & 15;

	if (what == 0)
		what = 1 + draw / 16 % 15;
	if ((what == 10 || what == 12) && draw / 4096 % 2)
		what++;
	return what;
}

/* A program prefers a few kinds, so that its threads have to do with each
 * other. */
static void make_program(uint64_t *random, int threads, int most,
			 struct random_program *program)
{
	uint64_t favourites = next_random(random);

	*program = (struct random_program){.argc = threads + 1};
	program->argv[0] = "random";
	for (int i = 0; i < threads; i++) {
		int count = 1 + (int)(next_random(random) % (uint64_t)most);
		uint64_t code = 0;

		for (int j = 0; j < count; j++) {
			uint64_t draw = next_random(random);

			code = code << 8 | (draw / 256 % 16) << 4 |
			       choose_kind(favourites, draw);
		}
		snprintf(program->words[i], sizeof program->words[i], "%llx",
			 (unsigned long long)code);
		program->argv[i + 1] = program->words[i];
	}
}

/* Two threads of up to three operations, or three of one. */
static void make_small(uint64_t *random, struct random_program *program)
{
	int threads = next_random(random) % 4 ? 2 : 3;
	int most = threads == 3 ? 1 : next_random(random) % 4 ? 2 : 3;

	make_program(random, threads, most, program);
}

static struct outcome explore(struct random_program *program,
			      const struct explorer *explorer, bool reduce,
			      bool allow, bool spurious)
{
	struct check_options options = {
		.explorer = explorer,
		.races_allowed = allow,
		.no_spurious = !spurious,
		.reduction = reduce ? REDUCTION_ON : REDUCTION_OFF,
		.max_states = explorer == &explorer_brute ? MOST_EXECUTIONS : 0,
		.random = {.executions = 2000, .seed = 1},
	};

	return explore_random_program(&elf, program, options);
}

/* Counts what the programs were like, so that the test tests something. */
struct tally {
	int compared, left_out, races, deadlocks, many, traces;
};

static void check_reduced(const struct random_program *program,
			  const char *options, const struct outcome *reduced,
			  const struct outcome *full)
{
	ck_assert_msg(is_reduced(reduced, full),
		      "mcheck %stests/programs/random.c -- %s %s %s %s\n"
		      "reduced:\n%sall:\n%s",
		      options, program->words[0], program->words[1],
		      program->words[2], program->words[3],
		      text_string(&reduced->outcomes),
		      text_string(&full->outcomes));
}

static void compare_reduced(struct random_program *program, bool spurious,
			    const struct outcome *full, struct tally *tally)
{
	struct outcome reduced =
		explore(program, &explorer_states, true, false, spurious);
	struct outcome traces =
		explore(program, &explorer_dpor, true, false, spurious);

	check_reduced(program, spurious ? "" : "--spurious=off ", &reduced,
		      full);
	ck_assert_int_eq(reduced.limit, LIMIT_NONE);
	ck_assert_uint_le(reduced.statistics.states, full->statistics.states);
	/* It is not for all programs. */
	if (traces.limit == LIMIT_NONE) {
		check_reduced(program, "--explorer=dpor ", &traces, full);
		tally->traces++;
	} else {
		ck_assert_int_eq(traces.limit, LIMIT_CYCLES);
	}
	outcome_free(&reduced);
	outcome_free(&traces);
}

static void compare(struct random_program *program, bool allow, bool spurious,
		    struct tally *tally)
{
	struct outcome brute =
		explore(program, &explorer_brute, false, allow, spurious);
	struct outcome states;

	if (brute.limit == LIMIT_NONE || brute.limit == LIMIT_CYCLES) {
		states = explore(program, &explorer_states, false, allow,
				 spurious);
		if (!allow)
			compare_reduced(program, spurious, &states, tally);
		ck_assert_msg(
			agree(&states, &brute),
			"mcheck --outcomes %s%s tests/programs/random.c -- "
			"%s %s %s\nstates:\n%sbrute:\n%s",
			allow ? "--races=allow " : "",
			spurious ? "" : "--spurious=off ", program->words[0],
			program->words[1], program->words[2],
			text_string(&states.outcomes),
			text_string(&brute.outcomes));
		ck_assert_int_eq(states.limit, LIMIT_NONE);
		tally->compared++;
		tally->races += has_race(&brute);
		tally->deadlocks += strstr(text_string(&brute.outcomes),
					   "deadlock") != NULL;
		tally->many += brute.statistics.executions > 100;
		outcome_free(&states);
	} else {
		tally->left_out++;
	}
	outcome_free(&brute);
}

static void compare_many(uint64_t seed, uint64_t programs)
{
	struct random_program program;
	struct tally tally = {0};

	printf("differential: seed %llu, %llu programs\n",
	       (unsigned long long)seed, (unsigned long long)programs);
	fflush(stdout);
	while ((uint64_t)tally.compared < programs) {
		uint64_t flags = next_random(&seed);

		make_small(&seed, &program);
		compare(&program, flags % 4 == 0, flags / 4 % 2, &tally);
	}
	printf("differential: %d compared, %d with a race, %d with a deadlock, "
	       "%d with over 100 executions; %d too large\n",
	       tally.compared, tally.races, tally.deadlocks, tally.many,
	       tally.left_out);
	fflush(stdout);
	/* Of a few there may be none of a kind. */
	if (programs < FEW)
		return;
	ck_assert_int_gt(tally.races, 0);
	ck_assert_int_gt(tally.deadlocks, 0);
	ck_assert_int_gt(tally.many, 0);
}

/* Is each line of `some` a line of `all`? */
static bool are_among(const struct text *some, const struct text *all)
{
	char *copy = strdup(text_string(some)), *rest = copy, *line;
	bool good = true;

	while (good && (line = strsep(&rest, "\n"))) {
		size_t length = strlen(line);
		const char *at = text_string(all);

		while (length && *at &&
		       (strncmp(at, line, length) != 0 || at[length] != '\n'))
			at += strcspn(at, "\n") + 1;
		good = !length || *at;
	}
	free(copy);
	return good;
}

/* Random executions against all: nothing else comes of them, and of a small
 * program nearly always all that can.  True: there was all. */
static bool compare_random(struct random_program *program, bool allow,
			   bool spurious)
{
	struct outcome states =
		explore(program, &explorer_states, false, allow, spurious);
	struct outcome random =
		explore(program, &explorer_random, false, allow, spurious);
	bool all = agree(&states, &random);

	ck_assert_msg(has_race(&states) ||
			      are_among(&random.outcomes, &states.outcomes),
		      "mcheck --outcomes --random=2000 %s%s "
		      "tests/programs/random.c -- %s %s %s\nstates:\n%s"
		      "random:\n%s",
		      allow ? "--races=allow " : "",
		      spurious ? "" : "--spurious=off ", program->words[0],
		      program->words[1], program->words[2],
		      text_string(&states.outcomes),
		      text_string(&random.outcomes));
	ck_assert(random.limit == LIMIT_RANDOM ||
		  random.failure.finding.class != FINDING_NONE);
	outcome_free(&states);
	outcome_free(&random);
	return all;
}

START_TEST(states_and_brute_agree_on_random_programs)
{
	compile_random("tests/programs/random.c", &elf);
	compare_many(setting("MCHECK_SEED", DEFAULT_SEED) + (uint64_t)_i * 7919,
		     setting("MCHECK_PROGRAMS", PROGRAMS) / 4);
}
END_TEST

START_TEST(random_executions_give_the_outcomes_that_there_are)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS) / 8;
	struct random_program program;
	uint64_t all = 0;

	compile_random("tests/programs/random.c", &elf);
	for (uint64_t i = 0; i < programs; i++) {
		uint64_t flags = next_random(&seed);

		make_small(&seed, &program);
		all += compare_random(&program, flags % 4 == 0, flags / 4 % 2);
	}
	printf("differential: of %llu programs, %llu had all outcomes at "
	       "random\n",
	       (unsigned long long)programs, (unsigned long long)all);
	fflush(stdout);
	ck_assert_uint_ge(all * 100, programs * 95);
}
END_TEST

/* Larger ones, without brute. */
static void compare_large(uint64_t seed, uint64_t programs)
{
	struct random_program program;
	struct tally tally = {0};
	struct outcome full;

	for (uint64_t i = 0; i < programs; i++) {
		int threads = 2 + (int)(next_random(&seed) % 2);
		bool spurious = next_random(&seed) % 2;

		make_program(&seed, threads, threads == 2 ? 5 : 3, &program);
		full = explore(&program, &explorer_states, false, false,
			       spurious);
		compare_reduced(&program, spurious, &full, &tally);
		outcome_free(&full);
	}
	if (programs >= FEW)
		ck_assert_int_gt(tally.traces, (int)programs / 4);
}

START_TEST(reduction_changes_no_answer)
{
	compile_random("tests/programs/random.c", &elf);
	compare_large(setting("MCHECK_SEED", DEFAULT_SEED) + 104729 +
			      (uint64_t)_i * 7919,
		      setting("MCHECK_PROGRAMS", PROGRAMS) / 4);
}
END_TEST

/* Programs that wait in loops, with plain words beside and in them: a livelock
 * is found with the reduction or without, and it replays. */
static void compare_loops(struct random_program *program, bool allow)
{
	struct outcome full =
		explore(program, &explorer_states, false, allow, false);
	struct outcome reduced =
		explore(program, &explorer_states, true, allow, false);

	ck_assert_int_eq(full.limit, LIMIT_NONE);
	check_reduced(program, "--spurious=off ", &reduced, &full);
	outcome_free(&full);
	outcome_free(&reduced);
}

START_TEST(livelocks_replay)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS);
	struct random_program program;

	compile_random("tests/programs/loops.c", &elf);
	for (uint64_t i = 0; i < programs; i++) {
		make_small(&seed, &program);
		compare_loops(&program, i % 2);
	}
}
END_TEST

Suite *differential_suite(void)
{
	Suite *suite = suite_create("differential");
	TCase *tcase = tcase_create("random programs");

	tcase_set_timeout(tcase, 1200);
	tcase_add_loop_test(tcase, states_and_brute_agree_on_random_programs, 0,
			    4);
	tcase_add_loop_test(tcase, reduction_changes_no_answer, 0, 4);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("loops");
	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, livelocks_replay);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("executions at random");
	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase,
		       random_executions_give_the_outcomes_that_there_are);
	suite_add_tcase(suite, tcase);
	return suite;
}
