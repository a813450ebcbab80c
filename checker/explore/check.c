/* The whole check of a model. */
#include "explore/check.h"

#include "base/error.h"
#include "explore/outcomes.h"

#define ALL_CLASSES (~(uint64_t)0)
/* How far we look for a simpler execution, and for a race's consequence. */
#define SIMPLER_STATES 20000u
#define CONSEQUENCE_STATES 50000u
#define CONSEQUENCE_PREEMPTIONS 4

struct machine_mode check_mode(const struct check_options *options)
{
	bool brute = options->explorer == EXPLORER_BRUTE;
	enum plain_mode shared =
		options->races_allowed ? PLAIN_SHARED : PLAIN_HIDDEN;

	return (struct machine_mode){
		.plain = brute ? PLAIN_ALL : shared,
		.races = !options->races_allowed,
		.oracle = brute,
		.spurious = !options->no_spurious,
		.weak_cas = options->weak_cas,
		.output_state = options->outcomes,
		.malloc_fails = options->malloc_fails,
		.meetings = options->reduction == REDUCTION_ON,
	};
}

static struct search search_of(struct machine *machine,
			       const struct check_options *options)
{
	return (struct search){.machine = machine,
			       .mode = check_mode(options),
			       .argc = options->argc,
			       .argv = options->argv,
			       .max_states = options->max_states,
			       .preemptions = -1,
			       .reduce = options->reduction != REDUCTION_OFF,
			       .classes = ALL_CLASSES,
			       .leaks = options->leaks_error,
			       .stop = options->stop};
}

/* Searches with 0, 1, 2 ... preemptions, fewer than `most`, for a finding of
 * these classes; the first one replaces `schedule`. */
static bool find_simpler(struct search search, int most,
			 struct schedule *schedule)
{
	for (int bound = 0; bound < most; bound++) {
		struct search_result result = {0};

		search.preemptions = bound;
		explore_states(&search, &result);
		if (result.finding.class != FINDING_NONE) {
			schedule_free(schedule);
			*schedule = result.schedule;
			return true;
		}
		schedule_free(&result.schedule);
	}
	return false;
}

static void simplify(struct search search, struct search_result *result)
{
	uint32_t used;

	if (result->schedule.loop || search.mode.oracle)
		return;
	used = schedule_preemptions(&result->schedule, search.machine,
				    search.argc, search.argv, search.mode);
	search.classes = (uint64_t)1 << result->finding.class;
	search.max_states = SIMPLER_STATES;
	find_simpler(search, (int)used, &result->schedule);
}

/* A leak is judged at the end of an execution, not by the machine. */
static void show_leak(const struct search *search, enum finding_class class,
		      struct execution *execution)
{
	struct search_result unused = {0};

	if (class != FINDING_LEAK || execution->finding.class != FINDING_NONE)
		return;
	explore_note_end(search, &unused);
	execution->finding = search->machine->finding;
}

/* Replays the schedule; what it shows is what is reported. */
static void show(const struct search *search, struct schedule schedule,
		 enum finding_class class, struct execution *execution)
{
	*execution =
		(struct execution){.mode = search->mode, .schedule = schedule};
	execution_replay(execution, search->machine, search->argc, search->argv,
			 false);
	show_leak(search, class, execution);
	if (execution->finding.class != class)
		error_bug(__FILE__, __LINE__,
			  "the finding (%s) does not replay: %s",
			  finding_class_name(class),
			  finding_class_name(execution->finding.class));
}

uint32_t check_replay(struct machine *machine,
		      const struct check_options *options,
		      struct execution *execution)
{
	struct search search = search_of(machine, options);
	enum finding_class class = execution->finding.class;
	uint32_t done;

	if (execution->schedule.count == 0)
		return 0;
	done = execution_replay(execution, machine, options->argc,
				options->argv, true);
	show_leak(&search, class, execution);
	return done;
}

/* What can a data race lead to?  Plain accesses become operations, and the
 * first finding of another class is the answer. */
static void find_consequence(struct search search, struct execution *execution)
{
	struct schedule schedule = {0};

	search.mode.plain = PLAIN_SHARED;
	search.mode.races = false;
	search.mode.oracle = false;
	search.max_states = CONSEQUENCE_STATES;
	search.classes = ALL_CLASSES & ~((uint64_t)1 << FINDING_DATA_RACE |
					 (uint64_t)1 << FINDING_MIXED_RACE);
	search.leaks = false;
	if (!find_simpler(search, CONSEQUENCE_PREEMPTIONS, &schedule))
		return;
	*execution =
		(struct execution){.mode = search.mode, .schedule = schedule};
	execution_replay(execution, search.machine, search.argc, search.argv,
			 false);
}

/* Is one side of the race the free of a block? */
static bool note_free(struct execution *execution)
{
	struct finding *finding = &execution->finding;

	for (uint32_t i = 1; i < execution->block_count; i++) {
		const struct block *block = &execution->blocks[i];

		if (finding->address - block->address < block->size &&
		    !block->live && block->free_pc == finding->first.pc)
			finding->first.release = true;
	}
	return finding->first.release || finding->second.release;
}

/* A race with a free is a use after free that has not happened yet: when the
 * consequence shows that it does happen, that says more. */
static void prefer_memory_error(struct outcome *outcome)
{
	struct execution race = outcome->failure;

	enum finding_class class = outcome->consequence.finding.class;

	if ((class != FINDING_USE_AFTER_FREE && class != FINDING_DEAD_FRAME &&
	     class != FINDING_BAD_FREE) ||
	    !note_free(&outcome->failure))
		return;
	outcome->failure = outcome->consequence;
	outcome->consequence = (struct execution){0};
	execution_free(&race);
}

static void note_outcome(void *context, const struct machine *machine)
{
	outcomes_add(context, machine);
}

/* A wake-up without a signal is no way out of a livelock, as it is none out of
 * a deadlock, nor is a weak compare-exchange that fails for no reason: so look
 * for livelocks again where there are none. */
static void search_without_spurious(struct search *search,
				    struct search_result *result)
{
	struct search again = *search;
	struct search_result found = {0};

	if (!(search->mode.spurious || search->mode.weak_cas) ||
	    search->mode.oracle)
		return;
	again.mode.spurious = false;
	again.mode.weak_cas = false;
	again.classes = (uint64_t)1 << FINDING_LIVELOCK;
	explore_states(&again, &found);
	if (found.limit != LIMIT_NONE)
		result->limit = found.limit;
	if (found.finding.class == FINDING_NONE) {
		schedule_free(&found.schedule);
		return;
	}
	result->finding = found.finding;
	result->schedule = found.schedule;
	search->mode = again.mode;
}

void check_model(struct machine *machine, const struct check_options *options,
		 struct outcome *outcome)
{
	struct search search = search_of(machine, options);
	struct search_result result = {0};
	struct outcomes outcomes = {0};

	if (options->outcomes) {
		search.all = true;
		search.on_end = note_outcome;
		search.context = &outcomes;
	}
	search.checkpoint =
		checkpoint_open(&options->checkpoint, machine, &outcomes);
	if (options->explorer == EXPLORER_BRUTE)
		explore_brute(&search, &result);
	else if (options->explorer == EXPLORER_DPOR)
		explore_dpor(&search, &result);
	else
		explore_states(&search, &result);
	if (result.finding.class == FINDING_NONE &&
	    result.limit == LIMIT_NONE && (machine->slept || machine->weakly))
		search_without_spurious(&search, &result);
	outcome->limit = result.limit;
	outcome->statistics = result.statistics;
	outcome->base = region_base(&machine->region);
	outcome->main_function = outcome->base + machine->elf->main_address;
	outcome->cycle_count = order_cycles(machine->order, outcome->cycles);
	outcomes_list(&outcomes, &outcome->outcomes);
	outcomes_clear(&outcomes);
	checkpoint_close(search.checkpoint);
	if (result.finding.class == FINDING_NONE)
		return;
	search.on_end = NULL;
	search.all = false;
	search.checkpoint = NULL;
	simplify(search, &result);
	show(&search, result.schedule, result.finding.class, &outcome->failure);
	if (finding_is_race(result.finding.class))
		find_consequence(search, &outcome->consequence);
	prefer_memory_error(outcome);
}

void outcome_free(struct outcome *outcome)
{
	execution_free(&outcome->failure);
	execution_free(&outcome->consequence);
	text_free(&outcome->outcomes);
}
