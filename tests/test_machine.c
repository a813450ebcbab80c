/* The machine: fingerprints kept on the way are those from scratch, and going
 * back restores every state. */
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "support.h"

#define WALKS 60
#define LONGEST 200

static struct elf elf;

static struct machine *open_model(const char *path)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct machine *machine;

	words_add(&request.files, top_path(path));
	compile_model(&request, &compiled);
	ck_assert(elf_open(&elf, compiled.object, &why));
	compile_clean(&compiled);
	machine = machine_open(&elf, &runtime_for_machine, &why);
	ck_assert_msg(machine != NULL, "%s", text_string(&why));
	return machine;
}

struct point {
	size_t mark;
	hash128 state;
};

/* A random walk to an end; then back by random leaps, and forth again. */
static void walk(struct machine *machine, struct machine_mode mode, int argc,
		 char **argv)
{
	static struct decision ways[MAX_WAYS];
	struct point points[LONGEST];
	hash128 constant; /* what variables hold from the start on */
	int depth = 0;

	machine_start(machine, mode, argc, argv);
	constant = machine_fingerprint_slow(machine) -
		   machine_fingerprint(machine);
	for (int i = 0; i < LONGEST * 3; i++) {
		int count = explore_ways(machine, -1, ways);

		if (machine_over(machine) || count == 0 || depth == LONGEST ||
		    rand() % 8 == 0) {
			if (depth == 0)
				break;
			depth = rand() % depth;
			undo_to(&machine->undo, points[depth].mark);
			machine->ended = machine->discarded = false;
			machine->finding.class = FINDING_NONE;
			ck_assert(machine_fingerprint(machine) ==
				  points[depth].state);
			continue;
		}
		points[depth].mark = undo_mark(&machine->undo);
		points[depth++].state = machine_fingerprint(machine);
		count = rand() % count;
		machine_step(machine, ways[count].thread,
			     (int)ways[count].alternative);
		ck_assert(machine_fingerprint(machine) + constant ==
			  machine_fingerprint_slow(machine));
	}
}

static void walk_often(const char *path, int argc, char **argv)
{
	struct machine *machine = open_model(path);

	srand(7);
	for (int i = 0; i < WALKS; i++) {
		struct machine_mode mode = {
			.plain = i % 2 ? PLAIN_HIDDEN : PLAIN_SHARED,
			.races = i % 2,
			.spurious = true,
		};

		walk(machine, mode, argc, argv);
	}
}

START_TEST(fingerprints_are_those_from_scratch)
{
	static const char *const models[] = {
		"models/counter.c",        "models/bounded_buffer.c",
		"models/messages.c",       "models/shared_state.c",
		"models/philosophers.c",   "models/peterson.c",
		"models/use_after_free.c", "models/threads.c"};
	char *argv[] = {(char *)"model", NULL};

	walk_often(models[_i], 1, argv);
}
END_TEST

START_TEST(fingerprints_of_random_programs_too)
{
	char *argv[] = {(char *)"random", (char *)"7b1a3c91ad",
			(char *)"d2e7559a6c", (char *)"73afcd", NULL};

	walk_often("tests/programs/random.c", 4, argv);
}
END_TEST

START_TEST(follows_a_path_of_a_million_steps)
{
	struct run run = run_words((const char *const[]){
		mcheck_path(), "--no-trace", "--stats",
		top_path("tests/programs/many_steps.c"), NULL});

	expect_verdict(&run, 0, "verified");
	expect_part(&run.err, " depth=1000005 ");
}
END_TEST

Suite *machine_suite(void)
{
	Suite *suite = suite_create("machine");
	TCase *tcase = tcase_create("fingerprint");

	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, fingerprints_are_those_from_scratch, 0, 8);
	tcase_add_test(tcase, fingerprints_of_random_programs_too);
	tcase_add_test(tcase, follows_a_path_of_a_million_steps);
	suite_add_tcase(suite, tcase);
	return suite;
}
