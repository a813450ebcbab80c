/* Checkpoints on random programs, as in the differential test: in parts they
 * end as in one piece.
 *
 * MCHECK_SEED chooses other programs, MCHECK_PROGRAMS their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explore/run/worker.h"
#include "model/compile.h"
#include "resumed.h"
#include "runtime/runtime.h"

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};

#define PROGRAMS 40

static struct outcome explore(const struct elf *elf, char **argv, bool all,
			      bool reduced, uint64_t states, const char *path)
{
	struct check_options options = {
		.outcomes = all,
		.reduction = reduced ? REDUCTION_ON : REDUCTION_OFF,
		.max_states = states,
		.argc = 4,
		.argv = argv,
		.checkpoint = {.path = path},
	};
	struct outcome outcome;

	worker_check(elf, &runtime, &options, &outcome);
	return outcome;
}

static void compare_statistics(const struct statistics *a,
			       const struct statistics *b)
{
	ck_assert_uint_eq(a->states, b->states);
	ck_assert_uint_eq(a->transitions, b->transitions);
	ck_assert_uint_eq(a->executions, b->executions);
	ck_assert_uint_eq(a->depth, b->depth);
	ck_assert_uint_eq(a->bytes, b->bytes);
	ck_assert_uint_eq(a->leaked, b->leaked);
	ck_assert_uint_eq(a->unfinished.count, b->unfinished.count);
	ck_assert_uint_eq(a->unjoined.count, b->unjoined.count);
	ck_assert_uint_eq(a->threads, b->threads);
	ck_assert_uint_eq(a->weak, b->weak);
}

/* A part that ends when the search is about to begin again does not go on to
 * the path's end before that.  What would have been seen there without a race
 * that is found later may be missing, as may be footprints. */
static void compare_outcomes(const struct outcome *a, const struct outcome *b,
			     bool reduced)
{
	const struct schedule *left = &a->failure.schedule;
	const struct schedule *right = &b->failure.schedule;
	bool race = finding_is_race(a->failure.finding.class);

	ck_assert_int_eq(a->limit, b->limit);
	ck_assert_int_eq(a->failure.finding.class, b->failure.finding.class);
	if (!race)
		ck_assert_str_eq(text_string(&a->outcomes),
				 text_string(&b->outcomes));
	if (race || reduced)
		return;
	ck_assert_uint_eq(left->count, right->count);
	ck_assert_mem_eq(left->decisions, right->decisions,
			 left->count * sizeof *left->decisions);
	ck_assert_uint_eq(a->cycle_count, b->cycle_count);
	compare_statistics(&a->statistics, &b->statistics);
}

/* One program, whole and in parts. */
static void compare_program(const struct elf *elf, int seed)
{
	char words[3][8], *argv[5] = {(char[]){"random"}, words[0], words[1],
				      words[2], NULL};
	struct outcome whole, part;
	uint64_t states = 0;
	bool all = seed % 2, reduced = seed / 2 % 2;

	srand((unsigned)seed);
	for (int i = 0; i < 3; i++)
		snprintf(words[i], sizeof words[i], "%x",
			 0x101 + (unsigned)rand() % 0xffff);
	whole = explore(elf, argv, all, reduced, 0, NULL);
	for (;;) {
		states += whole.statistics.states / 4 + 1;
		part = explore(elf, argv, all, reduced, states, CHECKPOINT);
		if (part.limit != LIMIT_STATES)
			break;
		outcome_free(&part);
	}
	compare_outcomes(&part, &whole, reduced);
	unlink(CHECKPOINT);
	outcome_free(&part);
	outcome_free(&whole);
}

START_TEST(random_programs_end_alike_in_parts)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct elf elf;
	const char *programs = getenv("MCHECK_PROGRAMS");
	const char *seed = getenv("MCHECK_SEED");
	int count_of = programs ? atoi(programs) / 4 : PROGRAMS;

	words_add(&request.files, top_path("tests/programs/random.c"));
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(&elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
	go_to_fresh_directory();
	/* Each part says on stderr that it goes on. */
	ck_assert_ptr_nonnull(freopen("stderr", "w", stderr));
	for (int i = 0; i < count_of; i++)
		compare_program(&elf, i + (seed ? atoi(seed) : 1));
}
END_TEST

Suite *checkpoint_random_suite(void)
{
	Suite *suite = suite_create("checkpoint_random");
	TCase *programs = tcase_create("random programs");

	tcase_set_timeout(programs, 1200);
	tcase_add_test(programs, random_programs_end_alike_in_parts);
	suite_add_tcase(suite, programs);
	return suite;
}
