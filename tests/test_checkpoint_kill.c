/* Checkpoints of searches that are killed, run out of time or are interrupted:
 * each goes on to what it would have come to. */
#include <signal.h>
#include <stdlib.h>

#include "resumed.h"

static void kill_again_and_again(const char *const options[], int times)
{
	struct reference reference = make_reference(options);
	const char *with[MOST_WORDS] = {OPTION};
	struct run run;
	int killed = 0;
	bool ended = false;

	if (is_short_run())
		times = 2;
	for (int i = 0; options[i]; i++)
		with[1 + i] = options[i];
	srand(1);
	for (int i = 0; i < times && !ended; i++) {
		run = run_killed(reference_words("parts.trace", with),
				 CHECKPOINT, rand() % 60);
		/* Without the file all was said, and only exiting was left. */
		if (run.code == 128 + 9 && file_exists(CHECKPOINT))
			killed++;
		else
			ended = killed > 0; /* else it was over too soon */
		if (!ended)
			run_free(&run);
	}
	if (!ended)
		run = run_words(reference_words("parts.trace", with));
	expect_part(&run.err, "continuing from " CHECKPOINT);
	expect_reference(&run, &reference);
	ck_assert_int_gt(killed, 0);
	run_free(&run);
	reference_free(&reference);
}

START_TEST(a_search_killed_at_any_moment_is_verified_all_the_same)
{
	write_program(counting_model, "");
	EVERY("5000");
	kill_again_and_again(OPTIONS("-DN=4", "-DK=12"), 8);
}
END_TEST

START_TEST(a_search_killed_at_any_moment_finds_the_same)
{
	write_program(counting_model, "");
	EVERY("3000");
	kill_again_and_again(OPTIONS("-DN=4", "-DK=11", "-DNEVER=11000000"), 6);
}
END_TEST

START_TEST(a_search_with_cycles_is_killed)
{
	write_program(turns_model, "");
	EVERY("300");
	kill_again_and_again(OPTIONS("-DN=3", "-DR=30", "--reduction=off"), 5);
}
END_TEST

/* It ended early and said where the search is, from which another goes on. */
static void expect_kept_search(struct run *ended)
{
	struct run run;

	expect_part(&ended->err, " saved in " CHECKPOINT);
	run_free(ended);
	run = run_mcheck(OPTION, "-DN=4", "-DK=99", "--states=1", "model.c");
	expect_verdict(&run, 4, "limit states");
	expect_part(&run.err, "continuing from " CHECKPOINT);
	run_free(&run);
}

START_TEST(a_budget_keeps_the_search)
{
	struct run run;

	write_program(counting_model, "");
	run = run_mcheck(OPTION, "-DN=4", "-DK=99", "--budget=300ms",
			 "model.c");
	expect_verdict(&run, 4, "limit budget");
	expect_kept_search(&run);
}
END_TEST

START_TEST(what_a_killed_writer_left_beside_is_no_trouble)
{
	struct run run;

	write_program(counting_model, "");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	run_free(&run);
	write_file(CHECKPOINT ".new", "mcheck checkpoint 1\nhalf of it");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, "continuing from " CHECKPOINT ": 50 states");
	ck_assert(!file_exists(CHECKPOINT) && !file_exists(CHECKPOINT ".new"));
	run_free(&run);
}
END_TEST

START_TEST(ctrl_c_keeps_the_search)
{
	struct run run;

	write_program(counting_model, "");
	run = run_interrupted((const char *const[]){mcheck_path(), OPTION,
						    "-DN=4", "-DK=99",
						    "model.c", NULL},
			      SIGINT, false);
	expect_verdict(&run, 4, "limit interrupted");
	expect_kept_search(&run);
}
END_TEST

Suite *checkpoint_kill_suite(void)
{
	Suite *suite = suite_create("checkpoint_kill");
	TCase *kills = tcase_create("kills");

	tcase_add_test(kills,
		       a_search_killed_at_any_moment_is_verified_all_the_same);
	tcase_add_test(kills, a_search_killed_at_any_moment_finds_the_same);
	tcase_add_test(kills, what_a_killed_writer_left_beside_is_no_trouble);
	tcase_add_test(kills, a_search_with_cycles_is_killed);
	tcase_add_test(kills, a_budget_keeps_the_search);
	tcase_add_test(kills, ctrl_c_keeps_the_search);
	suite_add_tcase(suite, kills);
	return suite;
}
