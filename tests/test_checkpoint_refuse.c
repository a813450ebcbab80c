/* Checkpoints that are not what the command needs, or that cannot be written:
 * none is taken for another one, and none is lost. */
#include <stdlib.h>
#include <string.h>

#include "resumed.h"

/* Leaves model.c and a checkpoint of 50 states in a fresh directory. */
static void make_checkpoint(void)
{
	struct run run;

	write_program(counting_model, "");
	run = run_mcheck(OPTION, "-DN=3", "-DK=4", "--states=50", "model.c");
	expect_verdict(&run, 4, "limit states");
	run_free(&run);
}

/* The command is refused, and the file stays as it is. */
static void expect_kept_by(const char *const words[], const char *named)
{
	struct text before = read_file(CHECKPOINT), after;
	struct run run = run_words(words);

	expect_refused(&run, named);
	after = read_file(CHECKPOINT);
	expect_same(&before, &after);
	run_free(&run);
	text_free(&before);
	text_free(&after);
}

#define expect_kept(named, ...) \
	expect_kept_by(OPTIONS(mcheck_path(), OPTION, __VA_ARGS__), named)

START_TEST(a_changed_option_is_named)
{
	make_checkpoint();
	expect_kept(CHECKPOINT
		    "|a different command|that one had -DK=4|has -DK=5",
		    "-DN=3", "-DK=5", "model.c");
	expect_kept(
		"a different command|that one had model.c|has --spurious=off",
		"-DN=3", "-DK=4", "--spurious=off", "model.c");
	expect_kept("a different command|had nothing more|has --", "-DN=3",
		    "-DK=4", "model.c", "--", "--stats");
}
END_TEST

START_TEST(how_far_it_goes_may_be_another_option)
{
	struct run run;

	make_checkpoint();
	run = run_mcheck(OPTION, "--budget=5m", "--memory=1G", "--quiet",
			 "-DN=3", "-DK=4", "--verbose", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, "continuing from " CHECKPOINT ": 50 states");
	run_free(&run);
}
END_TEST

START_TEST(a_changed_model_is_refused)
{
	make_checkpoint();
	write_file("model.c", "int main(void) { return 0; }\n");
	expect_kept("the model has changed|" CHECKPOINT, "-DN=3", "-DK=4",
		    "model.c");
}
END_TEST

START_TEST(a_damaged_file_is_refused_whatever_the_damage)
{
	struct text file;

	make_checkpoint();
	file = read_file(CHECKPOINT);
	for (size_t at = 25; at < file.length; at += file.length / 9) {
		file.bytes[at] ^= 4;
		write_bytes(CHECKPOINT, file.bytes, file.length);
		expect_kept(CHECKPOINT "|damaged or truncated", "-DN=3",
			    "-DK=4", "model.c");
		file.bytes[at] ^= 4;
	}
	for (size_t cut = 1; file.length > cut + 20; cut *= 7) {
		write_bytes(CHECKPOINT, file.bytes, file.length - cut);
		expect_kept(CHECKPOINT "|damaged or truncated", "-DN=3",
			    "-DK=4", "model.c");
	}
	text_free(&file);
}
END_TEST

START_TEST(a_file_that_is_no_checkpoint_is_left_alone)
{
	write_program(counting_model, "");
	write_file(CHECKPOINT, "dear diary\n");
	expect_kept(CHECKPOINT "|is not a checkpoint", "-DN=3", "-DK=4",
		    "model.c");
	write_file(CHECKPOINT, "");
	expect_kept(CHECKPOINT "|is not a checkpoint", "-DN=3", "-DK=4",
		    "model.c");
	ck_assert(!file_exists(CHECKPOINT ".new"));
}
END_TEST

START_TEST(a_place_where_none_can_be_is_refused_at_once)
{
	struct run run;

	write_program(counting_model, "");
	run = run_mcheck("--checkpoint=nowhere/x", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, "nowhere/x|No such file");
	run_free(&run);
	run = run_mcheck("--checkpoint=.", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, ".|Is a directory");
	run_free(&run);
	run = run_mcheck("--checkpoint=/dev/null", "-DN=2", "-DK=1", "model.c");
	expect_refused(&run, "/dev/null");
	run_free(&run);
	run = run_mcheck(OPTION, "--explorer=brute", "model.c");
	expect_refused(&run, "--checkpoint|only --explorer=states");
	run_free(&run);
	run = run_mcheck(OPTION, "--explorer=dpor", "model.c");
	expect_refused(&run, "--checkpoint|only --explorer=states");
	run_free(&run);
	run = run_mcheck(OPTION, "--random=10", "model.c");
	expect_refused(&run, "--checkpoint|random executions");
	run_free(&run);
	run = run_mcheck(OPTION, "--preemptions=2", "model.c");
	expect_refused(&run, "--checkpoint|--preemptions");
	run_free(&run);
}
END_TEST

/* Files of mcheck and of the compiler are small; the checkpoint grows. */
START_TEST(a_full_disk_is_told_once_and_the_search_goes_on)
{
	struct run run;
	const char *warning;

	write_program(counting_model, "");
	EVERY("20000");
	run = run_words((const char *const[]){
		"sh", "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\"",
		mcheck_path(), OPTION, "-DN=4", "-DK=14", "model.c", NULL});
	expect_verdict(&run, 0, "verified");
	warning = strstr(text_string(&run.err), "cannot write the checkpoint");
	ck_assert_msg(warning != NULL, "no warning: %s", text_string(&run.err));
	ck_assert_ptr_null(strstr(warning + 1, "cannot write"));
	ck_assert(!file_exists(CHECKPOINT) && !file_exists(CHECKPOINT ".new"));
	run_free(&run);
}
END_TEST

Suite *checkpoint_refuse_suite(void)
{
	Suite *suite = suite_create("checkpoint_refuse");
	TCase *refusals = tcase_create("refusals");

	tcase_add_test(refusals, a_changed_option_is_named);
	tcase_add_test(refusals, how_far_it_goes_may_be_another_option);
	tcase_add_test(refusals, a_changed_model_is_refused);
	tcase_add_test(refusals, a_damaged_file_is_refused_whatever_the_damage);
	tcase_add_test(refusals, a_file_that_is_no_checkpoint_is_left_alone);
	tcase_add_test(refusals, a_place_where_none_can_be_is_refused_at_once);
	tcase_add_test(refusals,
		       a_full_disk_is_told_once_and_the_search_goes_on);
	suite_add_tcase(suite, refusals);
	return suite;
}
