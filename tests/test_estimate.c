/* What a limit's report is made of: an estimate, numbers that are easy to read,
 * constants that may be smaller, and tallies. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/tally.h"
#include "explore/states/estimate.h"
#include "report/progress_line.h"
#include "report/text/number.h"
#include "report/text/smaller.h"
#include "support.h"

static uint64_t cube(uint64_t n)
{
	return n * n * n;
}

START_TEST(estimate_finds_the_power)
{
	struct estimate estimate = {0};
	size_t end = 1000;

	ck_assert_uint_eq(estimate_all(&estimate, 5), 0);
	for (size_t height = 1; height <= 100; height++)
		estimate_note(&estimate, end - height, cube(height));
	ck_assert_uint_gt(estimate_all(&estimate, cube(100)),
			  cube(1000) / 100 * 85);
	ck_assert_uint_lt(estimate_all(&estimate, cube(100)),
			  cube(1000) / 100 * 115);
	for (size_t height = 101; height <= end; height++)
		estimate_note(&estimate, end - height, cube(height));
	ck_assert_uint_eq(estimate_all(&estimate, cube(1000)), cube(1000));
	estimate_free(&estimate);
}
END_TEST

START_TEST(numbers_are_readable)
{
	ck_assert_str_eq(number_text(0).text, "0");
	ck_assert_str_eq(number_text(999).text, "999");
	ck_assert_str_eq(number_text(1234567).text, "1,234,567");
	ck_assert_str_eq(number_text(UINT64_MAX).text,
			 "18,446,744,073,709,551,615");
	ck_assert_str_eq(number_round(99).text, "99");
	ck_assert_str_eq(number_round(1251).text, "1,300");
	ck_assert_str_eq(number_round(UINT64_MAX).text, "10^18");
	ck_assert_str_eq(number_share(1, 3).text, "33%");
	ck_assert_str_eq(number_share(999, 1000).text, "99%");
	ck_assert_str_eq(number_share(1, 1000).text, "0.1%");
	ck_assert_str_eq(number_share(1, 100000000).text, "less than 0.01%");
	ck_assert_str_eq(number_time(0.25).text, "0.2 s");
	ck_assert_str_eq(number_time(75).text, "1 min 15 s");
	ck_assert_str_eq(number_time(1e7).text, "115 days");
	ck_assert_str_eq(number_bytes(1 << 20).text, "1.0 MiB");
}
END_TEST

/* What mcheck tells of a search that has seen so many of so many states. */
static struct text told(uint64_t states, uint64_t estimate)
{
	struct progress_line line = {0};
	struct progress progress = {.states = states,
				    .estimate = estimate,
				    .complete_preemptions = -1};

	ck_assert_ptr_nonnull(freopen("told", "w", stderr));
	progress_line_tell(&line, WATCH_ASKED, &progress, 1);
	return read_file("told");
}

START_TEST(a_share_too_small_to_tell_is_not_about_less)
{
	struct text large, small;

	go_to_fresh_directory();
	large = told(10, 20);
	small = told(10, 20000000);
	expect_part(&large, ", about 50% done, 1.0 s left");
	expect_part(&small, ", less than 0.01% done, 23 days left");
	text_free(&large);
	text_free(&small);
}
END_TEST

/* Makes stderr a terminal so wide; what is written there can be read. */
static int become_terminal(unsigned short columns)
{
	struct winsize size = {.ws_row = 24, .ws_col = columns};
	int outside = posix_openpt(O_RDWR | O_NOCTTY), inside;

	ck_assert(outside >= 0 && grantpt(outside) == 0 &&
		  unlockpt(outside) == 0);
	inside = open(ptsname(outside), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(inside, 0);
	ck_assert_int_eq(ioctl(inside, TIOCSWINSZ, &size), 0);
	ck_assert_int_eq(dup2(inside, 2), 2);
	close(inside);
	setenv("TERM", "xterm", 1);
	return outside;
}

/* Exactly this, in however many parts. */
static void expect_written(int outside, const char *expected)
{
	char bytes[200] = "";
	size_t length = 0;

	fflush(stderr);
	while (length < strlen(expected)) {
		ssize_t n = read(outside, bytes + length,
				 sizeof bytes - 1 - length);

		ck_assert_int_gt(n, 0);
		length += (size_t)n;
	}
	ck_assert_str_eq(bytes, expected);
}

/* A line that is full, or one with the cursor at its end, is broken by what the
 * terminal shows for Ctrl-C. */
START_TEST(the_line_on_a_terminal_fits_and_is_cleared)
{
	struct progress_line line = {0};
	struct progress progress = {.phase = PHASE_CONSEQUENCE};
	int outside = become_terminal(30);

	progress_line_tell(&line, WATCH_TICK, &progress, 1);
	expect_written(outside, "\r\033[Kfound a data race; looking fo\r");
	progress_line_tell(&line, WATCH_END, &progress, 1);
	expect_written(outside, "\r\033[K");
	/* From the process that searches, which does not know of the line. */
	error_warn("saved in %s", "x");
	expect_written(outside, "\r\033[Kmcheck: saved in x\r\n");
}
END_TEST

START_TEST(constants_of_a_model_are_found)
{
	const char *words[] = {"-Ifolder", "-DK=9", "-UX",
			       "-D",       "Y=4",   "-DDEBUG"};
	struct words flags = {words, 6};
	struct text text = {0};

	go_to_fresh_directory();
	write_file("a.c", "#ifndef N\n# define N 8\t// threads\n#endif\n"
			  "#ifndef K\n#define K 100\n#endif\n"
			  "#ifndef X\n#define X 5\n#endif\n"
			  "#ifndef ONE\n#define ONE 1\n#endif\n"
			  "#ifndef TEXT\n#define TEXT \"3\"\n#endif\n"
			  "#ifndef SUM\n#define SUM 3 + 4\n#endif\n"
			  "#define FIXED 7\n"
			  "#ifndef GUARD\n#define GUARD\n6\n#endif\n");
	smaller_find(&flags, "a.c\nabsent.c\n", 0, &text);
	ck_assert_str_eq(text_string(&text),
			 "make the model smaller: try -DK=4 or -DY=2 or -DN=4");
	text.length = 0;
	smaller_find(&flags, "a.c\nabsent.c\n", 5, &text);
	ck_assert_str_eq(text_string(&text),
			 "make the model smaller: try -DK=4 or -DN=4");
}
END_TEST

/* Only where it cannot be given, and where a loop depends on it. */
START_TEST(constants_that_only_the_file_can_change_are_found)
{
	struct words flags = {NULL, 0};
	struct text text = {0};

	go_to_fresh_directory();
	write_file("a.c", "#define PORT 8080\n#define WORKERS 4\n"
			  "#define JOBS 9 /* in all */\n#define WORK 100\n"
			  "int f(void) {\n"
			  "\tfor (int i = 0; i < WORKERS; i++) ;\n"
			  "\twhile (n < (JOBS)) n++;\n}\n");
	smaller_find(&flags, "a.c\n", 0, &text);
	ck_assert_str_eq(text_string(&text),
			 "make WORKERS, at a.c:2, or JOBS, at a.c:3, smaller");
}
END_TEST

START_TEST(an_estimate_from_little_is_low)
{
	struct estimate estimate = {0};

	estimate_note(&estimate, 1000, 1001);
	for (size_t depth = 999; depth > 0; depth--) {
		size_t height = 1001 - depth;

		estimate_note(&estimate, depth, 1001 + height * height);
		ck_assert(estimate_is_low(&estimate, 1001 + height * height) ==
			  (height * 3 < 2002));
	}
	estimate_free(&estimate);
}
END_TEST

START_TEST(tally_counts_many_keys)
{
	struct tally tally = {0};

	for (uint64_t round = 0; round < 3; round++)
		for (uint64_t key = 1; key <= 1000; key++)
			++*tally_at(&tally, key << 20);
	for (uint64_t key = 1; key <= 1000; key++)
		ck_assert_uint_eq(*tally_at(&tally, key << 20), 3);
	ck_assert_uint_eq(tally.used, 1000);
	tally_free(&tally);
}
END_TEST

Suite *estimate_suite(void)
{
	Suite *suite = suite_create("estimate");
	TCase *tcase = tcase_create("estimate");

	tcase_add_test(tcase, estimate_finds_the_power);
	tcase_add_test(tcase, numbers_are_readable);
	tcase_add_test(tcase, a_share_too_small_to_tell_is_not_about_less);
	tcase_add_test(tcase, the_line_on_a_terminal_fits_and_is_cleared);
	tcase_add_test(tcase, constants_of_a_model_are_found);
	tcase_add_test(tcase,
		       constants_that_only_the_file_can_change_are_found);
	tcase_add_test(tcase, an_estimate_from_little_is_low);
	tcase_add_test(tcase, tally_counts_many_keys);
	suite_add_tcase(suite, tcase);
	return suite;
}
