/* What a transition and an operation cost, without compiling and forking.
 *
 *   bench_machine search MODEL [-DNAME=VALUE ...]
 *       the states explorer, several times; the best time counts
 *   bench_machine run MODEL [-DNAME=VALUE ...]
 *       one execution from the start to its end, again and again
 *
 * A row: the model, how often, nanoseconds each, bytes of undo log each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "explore/run/explorers.h"
#include "model/compile.h"
#include "runtime/runtime.h"

#define SEARCHES 5
#define OPERATIONS 2000000u

static char *arguments[] = {(char *)"model", NULL};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static struct machine *open_model(int argc, char **argv)
{
	static struct elf elf;
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};
	struct machine *machine;

	words_add(&request.files, argv[0]);
	for (int i = 1; i < argc; i++)
		words_add(&request.flags, argv[i]);
	compile_model(&request, &compiled);
	if (!elf_open(&elf, compiled.object, &why))
		exit(EXIT_FAILURE);
	compile_clean(&compiled);
	machine = machine_open(&elf, &runtime_for_machine, &why);
	if (!machine)
		exit(EXIT_FAILURE);
	return machine;
}

static void row(const char *what, int argc, char **argv, uint64_t count,
		double seconds)
{
	printf("%-7s", what);
	for (int i = 0; i < argc; i++)
		printf(" %s", argv[i]);
	printf(": %llu, %.1f ns each\n", (unsigned long long)count,
	       seconds * 1e9 / (double)count);
}

static void search(struct machine *machine, int argc, char **argv, int times)
{
	struct search search = {
		.machine = machine,
		.mode = {.races = true, .spurious = true, .guards = true},
		.argc = 1,
		.argv = arguments,
		.preemptions = -1,
		.classes = ~(uint64_t)0};
	struct search_result result = {0};
	double best = 1e9;

	for (int i = 0; i < times; i++) {
		double before = now(), taken;

		result = (struct search_result){0};
		search_run(&explorer_states, &search, &result);
		taken = now() - before;
		best = taken < best ? taken : best;
	}
	row("search", argc, argv, result.statistics.transitions, best);
}

/* Always the first thread that can go. */
static uint32_t run_once(struct machine *machine, struct decision *ways,
			 uint32_t room)
{
	uint32_t count = 0;

	while (!machine_over(machine) && count < room) {
		for (int i = 0; i < machine->thread_count; i++)
			if (machine_alternatives(machine, i, true) > 0) {
				ways[count].thread = (int16_t)i;
				break;
			}
		machine_step(machine, ways[count++].thread, 0);
	}
	return count;
}

static void run(struct machine *machine, int argc, char **argv)
{
	static struct decision ways[100000];
	struct machine_mode mode = {
		.races = true, .spurious = true, .straight = true};
	uint64_t done = 0;
	uint32_t count;
	double before;

	machine_start(machine, mode, 1, arguments);
	count = run_once(machine, ways, 100000);
	before = now();
	for (; done < OPERATIONS; done += count) {
		machine_start(machine, mode, 1, arguments);
		for (uint32_t i = 0; i < count; i++)
			machine_step(machine, ways[i].thread, 0);
	}
	row("run", argc, argv, done, now() - before);
	printf("        operations in one: %u\n", count);
}

int main(int argc, char **argv)
{
	const char *times = getenv("SEARCHES");

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "search") == 0)
		search(open_model(argc - 2, argv + 2), argc - 2, argv + 2,
		       times ? atoi(times) : SEARCHES);
	else
		run(open_model(argc - 2, argv + 2), argc - 2, argv + 2);
	return 0;
}
