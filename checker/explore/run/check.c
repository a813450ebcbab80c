/* The whole check of a model. */
#include "explore/run/check.h"

#include "base/error.h"
#include "explore/levels/portfolio.h"
#include "explore/levels/shortest.h"
#include "explore/levels/levels.h"
#include "explore/outcomes.h"
#include "explore/run/simplify.h"

#define ALL_CLASSES (~(uint64_t)0)
/* How far we look for a race's consequence. */
#define CONSEQUENCE_STATES 100000u
#define CONSEQUENCE_PREEMPTIONS 3
#define MANY_WAKEUPS 16u
#define TRIAL_STATES 40000u

struct machine_mode check_mode(const struct check_options *options)
{
	bool oracle = check_explorer(options)->oracle;
	enum plain_mode shared =
		options->races_allowed ? PLAIN_SHARED : PLAIN_HIDDEN;

	return (struct machine_mode){
		.plain = oracle ? PLAIN_ALL : shared,
		.races = !options->races_allowed,
		.oracle = oracle,
		.spurious = !options->no_spurious,
		.weak_cas = options->weak_cas,
		.output_state = options->outcomes,
		.malloc_fails = options->malloc_fails,
		.meetings = options->reduction == REDUCTION_ON,
		.guards = options->reduction != REDUCTION_OFF,
	};
}

/* A model that says what is useful has said all of it. */
static enum endless endless_of(const struct machine *machine,
			       const struct check_options *options)
{
	return options->endless == ENDLESS_SERVICE && machine->needs.progress
		       ? ENDLESS_FINDING
		       : options->endless;
}

struct search check_search(struct machine *machine,
			   const struct check_options *options)
{
	return (struct search){
		.machine = machine,
		.mode = check_mode(options),
		.argc = options->argc,
		.argv = options->argv,
		.max_states = options->max_states,
		.max_depth = options->max_depth,
		.max_bytes = options->max_bytes,
		.forget = options->forget,
		.preemptions = options->bounded ? options->preemptions : -1,
		.reduce = options->reduction < REDUCTION_GUARDS,
		.classes = ALL_CLASSES,
		.leaks = options->leaks_error,
		.endless = endless_of(machine, options),
		.shortest = {.cost = SHORTEST_MOST},
		.random = options->random,
		.stop = options->stop,
		.progress = options->progress};
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

void check_replay(struct machine *machine, const struct check_options *options,
		  struct execution *execution)
{
	struct search search = check_search(machine, options);
	enum finding_class class = execution->finding.class;
	struct schedule *schedule = &execution->schedule;

	if (schedule->count == 0)
		return;
	machine->input = options->input;
	schedule->count = execution_replay(execution, machine, options->argc,
					   options->argv, true);
	if (schedule->loop >= schedule->count)
		schedule->loop = 0;
	show_leak(&search, class, execution);
}

/* What can a data race lead to?  Plain accesses become operations, and the
 * first finding of another class is the answer. */
static void find_consequence(struct search search, struct execution *execution)
{
	struct search_result result = {0};

	search.mode.plain = PLAIN_SHARED;
	search.mode.races = false;
	search.mode.oracle = false;
	search.max_states = CONSEQUENCE_STATES;
	search.preemptions = CONSEQUENCE_PREEMPTIONS;
	search.classes = ALL_CLASSES & ~((uint64_t)1 << FINDING_DATA_RACE |
					 (uint64_t)1 << FINDING_MIXED_RACE);
	search.leaks = false;
	search_run(&explorer_levels, &search, &result);
	if (result.finding.class == FINDING_NONE) {
		schedule_free(&result.schedule);
		return;
	}
	simplify(search, &result);
	*execution = (struct execution){.mode = search.mode,
					.schedule = result.schedule};
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

/* The search over states is by levels where preemptions are bounded, and else
 * has one by levels beside it, unless it shall go on after a finding. */
static void search_with(const struct check_options *options,
			const struct search *search,
			struct search_result *result)
{
	const struct explorer *explorer = check_explorer(options);

	if (options->bounded)
		explorer = &explorer_levels;
	if (explorer != &explorer_states || search->all || search->checkpoint)
		search_run(explorer, search, result);
	else
		explore_portfolio(search, options->alone_steps, result);
}

static void tell_phase(const struct check_options *options, enum phase phase)
{
	if (options->progress)
		options->progress->phase = phase;
}

/* What was left out by a bound; nothing, if there are no executions with more
 * preemptions that differ: then livelocks can be judged, too. */
static void finish_bounded(const struct search *search,
			   struct search_result *result)
{
	if (result->statistics.complete_preemptions == ANY_PREEMPTIONS)
		search_run(&explorer_states, search, result);
	else
		result->limit = LIMIT_PREEMPTIONS;
}

/* The search for a model's finding, of all that may be asked for. */
static void search_all(struct search *search,
		       const struct check_options *options,
		       struct search_result *result)
{
	result->statistics.complete_preemptions = -1;
	if (options->near) {
		near_search(*search, options->near, result);
		return;
	}
	search_with(options, search, result);
	if (result->finding.class == FINDING_NONE &&
	    result->limit == LIMIT_NONE && options->bounded)
		finish_bounded(search, result);
}

/* Would it help to leave out wake-ups without a signal?  Only where many of
 * them lead to where the search was; and it is tried. */
static bool ends_without_spurious(struct search search,
				  const struct growth *growth)
{
	struct search_result result = {0};

	if (growth->spurious < MANY_WAKEUPS || search.mode.oracle)
		return false;
	search.mode.spurious = false;
	search.max_states = TRIAL_STATES;
	search.progress = NULL;
	search.on_end = NULL;
	search.all = false;
	search_run(&explorer_states, &search, &result);
	schedule_free(&result.schedule);
	return result.limit == LIMIT_NONE;
}

/* A search that ended at a limit, without a finding. */
static void explain_limit(const struct search *search,
			  struct search_result *result, struct outcome *outcome)
{
	if (result->limit == LIMIT_NONE || result->schedule.count == 0)
		return;
	growth_look(search, &result->schedule, &outcome->growth);
	outcome->growth.deepest =
		result->schedule.count + 1 >= result->statistics.depth;
	outcome->growth.ends_without_spurious =
		ends_without_spurious(*search, &outcome->growth);
	schedule_free(&result->schedule);
}

void check_model(struct machine *machine, const struct check_options *options,
		 struct outcome *outcome)
{
	struct search search = check_search(machine, options);
	struct search_result result = {0};
	struct outcomes outcomes = {0};

	machine->input = options->input;
	if (options->outcomes) {
		search.all = true;
		search.on_end = note_outcome;
		search.context = &outcomes;
	}
	search.checkpoint =
		checkpoint_open(&options->checkpoint, machine, &outcomes);
	search_all(&search, options, &result);
	checkpoint_close(search.checkpoint);
	search.checkpoint = NULL;
	outcome->limit = result.limit;
	outcome->statistics = result.statistics;
	outcome->base = region_base(&machine->region);
	outcome->main_function = outcome->base + machine->elf->main_address;
	outcome->cycle_count = order_cycles(machine->order, outcome->cycles);
	outcomes_take(&outcomes, &outcome->outcomes);
	if (result.finding.class == FINDING_NONE) {
		explain_limit(&search, &result, outcome);
		return;
	}
	search.on_end = NULL;
	search.all = false;
	search.progress = NULL;
	tell_phase(options, PHASE_SIMPLER);
	simplify(search, &result);
	show(&search, result.schedule, result.finding.class, &outcome->failure);
	if (finding_is_race(result.finding.class)) {
		tell_phase(options, PHASE_CONSEQUENCE);
		find_consequence(search, &outcome->consequence);
	}
	prefer_memory_error(outcome);
}

void outcome_free(struct outcome *outcome)
{
	execution_free(&outcome->failure);
	execution_free(&outcome->consequence);
	text_free(&outcome->outcomes);
}
