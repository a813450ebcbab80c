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
		if (candidates->candidate[i].hint.kind == HINT_BROADCAST &&
		    candidates->candidate[i].hint.pc == pc)
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

static bool is_new_lock(const struct constraint *gate, uint64_t address)
{
	for (uint32_t i = 0; i < gate->lock_count; i++)
		if (gate->locks[i] == address)
			return false;
	return gate->lock_count < CONSTRAINT_LOCKS;
}

/* The mutexes that threads want for ever and others of them hold. */
static void propose_order(const struct execution *failure,
			  struct candidates *candidates)
{
	struct candidate candidate = {.constraint = {.kind = CONSTRAINT_GATE},
				      .hint = {.kind = HINT_ORDER}};
	struct constraint *gate = &candidate.constraint;
	struct hint *hint = &candidate.hint;

	for (uint32_t i = 0; i < failure->thread_count; i++) {
		const struct thread_view *view = &failure->threads[i];

		if (!view->stuck || view->holder < 0 ||
		    !operation_is(view->kind, TRAIT_LOCKS) ||
		    !is_new_lock(gate, view->object))
			continue;
		gate->locks[gate->lock_count++] = view->object;
		hint->threads[hint->thread_count++] = (int16_t)i;
	}
	if (gate->lock_count > 1)
		add(candidates, candidate);
}

/* The best first: what is there already is changed the least. */
static const struct proposal {
	uint64_t classes; /* that such a mend fits */
	void (*propose)(const struct execution *failure,
			struct candidates *candidates);
} proposals[] = {
	{CLASS(DEADLOCK) | CLASS(PARTIAL_DEADLOCK), propose_order},
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

/* The model's own options, but for what only says how it is searched. */
static struct search begin(struct machine *machine,
			   const struct check_options *given)
{
	struct check_options options = *given;

	options.explorer = &explorer_states;
	options.bounded = false;
	options.outcomes = false;
	options.max_states = HINT_STATES;
	options.max_depth = options.max_bytes = 0;
	options.reduction = REDUCTION_ON;
	options.forget = false;
	options.progress = NULL;
	return check_search(machine, &options);
}

/* Is there an execution that comes to an end, or goes on for ever as it may? */
static bool has_executions(const struct statistics *statistics)
{
	return statistics->executions > statistics->discarded ||
	       statistics->endless;
}

/* Is every execution covered that the constraint allows, and does none fail?
 * Adds to `steps` what that took. */
static bool mends(const struct search *general,
		  const struct constraint *constraint, uint64_t *steps)
{
	struct search search = *general;
	struct search_result result = {0};

	search.mode.constraint = *constraint;
	search.reduce &= constraint->kind == CONSTRAINT_BROADCAST;
	search_run(&explorer_states, &search, &result);
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
