/* Candidates for hints, and the search that makes them hints. */
#include "explore/run/hints.h"

/* Where one search ends, and all of them. */
#define HINT_STATES 50000u
#define HINT_STEPS 500000u

#define CANDIDATES_MOST 16u

/* A constraint, and what is said if it mends the model. */
struct candidate {
	struct constraint constraint;
	struct hint hint;
	bool otherwise; /* only if no other of its kind mends it */
};

struct candidates {
	struct candidate candidate[CANDIDATES_MOST];
	uint32_t count;
};

#define CLASS(name) ((uint64_t)1 << FINDING_##name)
#define STUCK_CLASSES \
	(CLASS(DEADLOCK) | CLASS(PARTIAL_DEADLOCK) | CLASS(LOST_WAKEUP) | \
	 CLASS(LIVELOCK))

static void add(struct candidates *candidates, struct candidate candidate)
{
	if (candidates->count < CANDIDATES_MOST)
		candidates->candidate[candidates->count++] = candidate;
}

static void add_broadcast(struct candidates *candidates, uint64_t pc,
			  bool otherwise)
{
	for (uint32_t i = 0; i < candidates->count; i++)
		if (candidates->candidate[i].constraint.pc == pc)
			return;
	add(candidates,
	    (struct candidate){
		    .constraint = {.kind = CONSTRAINT_BROADCAST, .pc = pc},
		    .hint = {.kind = HINT_BROADCAST, .pc = pc},
		    .otherwise = otherwise});
}

/* Each place of a signal alone, then all signals. */
static void propose_broadcast(const struct execution *failure,
			      struct candidates *candidates)
{
	uint32_t before = candidates->count;

	for (uint32_t i = 0; i < failure->event_count; i++)
		if (failure->events[i].kind == OP_SIGNAL)
			add_broadcast(candidates, failure->events[i].pc, false);
	if (candidates->count > before)
		add_broadcast(candidates, 0, true);
}

/* The best first: what is there already is changed the least. */
static const struct proposal {
	uint64_t classes; /* that such a mend fits */
	void (*propose)(const struct execution *failure,
			struct candidates *candidates);
} proposals[] = {
	{STUCK_CLASSES, propose_broadcast},
};

static struct candidates find_candidates(const struct execution *failure)
{
	struct candidates candidates = {.count = 0};
	uint64_t class = (uint64_t)1 << failure->finding.class;

	for (size_t i = 0; i < sizeof proposals / sizeof *proposals; i++)
		if (proposals[i].classes & class)
			proposals[i].propose(failure, &candidates);
	return candidates;
}

/* The model's own options, but for what only says how far a search goes. */
static struct search begin(struct machine *machine,
			   const struct check_options *options)
{
	struct search search = check_search(machine, options);

	search.mode.output_state = false;
	search.max_states = HINT_STATES;
	search.max_depth = 0;
	search.forget = false;
	search.preemptions = -1;
	search.progress = NULL;
	return search;
}

/* Is there an execution that comes to an end, or goes on for ever as it may? */
static bool has_executions(const struct statistics *statistics)
{
	return statistics->executions > statistics->discarded ||
	       statistics->endless;
}

/* Is every execution covered that the constraint allows, and does none fail?
 * Adds to `steps` what that took. */
static bool mends(struct search *search, const struct constraint *constraint,
		  uint64_t *steps)
{
	struct search_result result = {0};

	search->mode.constraint = *constraint;
	search_run(&explorer_states, search, &result);
	schedule_free(&result.schedule);
	*steps += result.steps;
	return result.finding.class == FINDING_NONE &&
	       result.limit == LIMIT_NONE && has_executions(&result.statistics);
}

static bool has_kind(const struct hints *hints, enum hint_kind kind)
{
	for (uint32_t i = 0; i < hints->count; i++)
		if (hints->hint[i].kind == kind)
			return true;
	return false;
}

void hints_find(struct machine *machine, const struct check_options *options,
		const struct execution *failure, struct hints *hints)
{
	struct candidates candidates = find_candidates(failure);
	struct search search = begin(machine, options);
	uint64_t steps = 0;

	machine->input = options->input;
	for (uint32_t i = 0; i < candidates.count && steps < HINT_STEPS &&
			     hints->count < options->hints;
	     i++) {
		const struct candidate *try = &candidates.candidate[i];

		if (try->otherwise && has_kind(hints, try->hint.kind))
			continue;
		if (mends(&search, &try->constraint, &steps))
			hints->hint[hints->count++] = try->hint;
	}
}
