/* What every explorer owes: each of the table does it, whichever there are. */
#include <string.h>

#include "explore/run/worker.h"
#include "model/compile.h"
#include "runtime/runtime.h"
#include "support.h"

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};

/* A struct is returned straight into shared memory, which no hook sees, but
 * only if T2 is first.  With `big`, to look at all memory takes long, so that
 * it is seldom done. */
static const char unseen[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"struct two { long a, b; };\n"
	"static struct two shared;\n"
	"static atomic_int go;\n"
	"static char big[SIZE];\n"
	"static struct two make(void)\n"
	"{ struct two t = {1, 2}; return t; }\n"
	"static void *run(void *a)\n"
	"{ if (atomic_load(&go) == 0) shared = make(); return a; }\n"
	"int main(void) { pthread_t t; big[0] = 1;\n"
	" pthread_create(&t, 0, run, 0); atomic_store(&go, 1);\n"
	" pthread_join(t, 0); }\n";

static void compile(struct elf *elf, const char *model, const char *flag)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};

	go_to_fresh_directory();
	write_file("model.c", model);
	words_add(&request.files, "model.c");
	words_add(&request.flags, flag);
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
}

static struct outcome search(const struct elf *elf,
			     const struct explorer *explorer,
			     struct check_options options)
{
	char *argv[] = {"model", NULL};
	struct outcome outcome;

	options.explorer = explorer;
	options.random.executions = explorer->random ? 20000 : 0;
	options.argc = 1;
	options.argv = argv;
	worker_check(elf, &runtime, &options, &outcome);
	return outcome;
}

static void find_unseen(const char *size)
{
	const struct explorer *explorer;
	struct elf elf;

	compile(&elf, unseen, size);
	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		struct outcome outcome =
			search(&elf, explorer, (struct check_options){0});

		ck_assert_msg(outcome.limit == LIMIT_UNSEEN, "%s: limit %d",
			      explorer->name, outcome.limit);
		outcome_free(&outcome);
	}
}

START_TEST(every_explorer_finds_memory_that_changes_unseen)
{
	find_unseen("-DSIZE=8");
}
END_TEST

START_TEST(every_explorer_finds_it_where_it_seldom_looks)
{
	find_unseen("-DSIZE=20971520");
}
END_TEST

/* Its levels are complete, and then states searches on: with a memory that has
 * changed already. */
START_TEST(second_search_knows_what_memory_was_before_the_first)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", unseen);
	run = run_mcheck("--no-trace", "--preemptions=9", "-DSIZE=20971520",
			 "model.c");
	expect_verdict(&run, 4, "limit unseen");
}
END_TEST

static void note_told(void *context, enum watch_moment moment,
		      const struct progress *progress, double seconds)
{
	uint64_t *told = context;

	(void)moment;
	(void)seconds;
	*told = progress->states + progress->executions;
}

static const char many_orders[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"static atomic_int x;\n"
	"static void *run(void *a)\n"
	"{ for (int i = 0; i < 6; i++) atomic_fetch_xor(&x, 1 << i);\n"
	"  return a; }\n"
	"int main(void) { pthread_t t[4];\n"
	" for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, run, 0);\n"
	" for (int i = 0; i < 4; i++) pthread_join(t[i], 0);\n"
	" return x; }\n";

START_TEST(every_explorer_tells_how_far_it_is)
{
	const struct explorer *explorer;
	struct elf elf;

	compile(&elf, many_orders, "-w");
	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		uint64_t told = 0;
		struct watch watch = {.tell = note_told, .context = &told};
		struct check_options options = {.watch = &watch,
						.reduction = REDUCTION_OFF,
						.max_states = 3000};
		struct outcome outcome;

		if (explorer->random)
			options.max_states = 0;
		outcome = search(&elf, explorer, options);
		ck_assert_msg(told > 0, "%s tells nothing", explorer->name);
		outcome_free(&outcome);
	}
}
END_TEST

START_TEST(every_explorer_ends_when_its_memory_is_full)
{
	const struct explorer *explorer;
	struct elf elf;

	compile(&elf, many_orders, "-w");
	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		struct check_options options = {.max_bytes = 4096,
						.reduction = REDUCTION_OFF};
		struct outcome outcome = search(&elf, explorer, options);

		ck_assert_msg(outcome.limit == LIMIT_TABLE, "%s: limit %d",
			      explorer->name, outcome.limit);
		outcome_free(&outcome);
	}
}
END_TEST

START_TEST(help_names_the_explorers_of_the_table)
{
	struct run run = run_mcheck("--help");
	struct text names = {0}, words = {0};
	const struct explorer *explorer;

	for (char *at = run.out.bytes; *at; at++)
		if (*at != '\n' && (*at != ' ' || at[1] != ' '))
			text_add_bytes(&words, at, 1);
	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		if (!explorer->help)
			continue;
		text_addf(&names, "%s%s",
			  names.length ? "|" : "--explorer=", explorer->name);
		ck_assert_msg(strstr(words.bytes, explorer->help),
			      "--help does not say: %s", explorer->help);
	}
	text_add(&names, " ");
	ck_assert_msg(strstr(words.bytes, names.bytes),
		      "--help does not say: %s", names.bytes);
}
END_TEST

Suite *search_suite(void)
{
	Suite *suite = suite_create("search");
	TCase *tcase = tcase_create("duties");

	tcase_add_test(tcase, every_explorer_finds_memory_that_changes_unseen);
	tcase_add_test(tcase, every_explorer_finds_it_where_it_seldom_looks);
	tcase_add_test(tcase,
		       second_search_knows_what_memory_was_before_the_first);
	tcase_add_test(tcase, every_explorer_tells_how_far_it_is);
	tcase_add_test(tcase, every_explorer_ends_when_its_memory_is_full);
	tcase_add_test(tcase, help_names_the_explorers_of_the_table);
	suite_add_tcase(suite, tcase);
	return suite;
}
