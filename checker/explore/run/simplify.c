/* A simple execution for a finding. */
#include "explore/run/simplify.h"

#include "base/error.h"
#include "explore/levels/shortest.h"
#include "explore/run/explorers.h"
#include "machine/learn/learned.h"

/* How far we look for fewer preemptions and spurious decisions. */
#define SIMPLER_STATES 40000u
#define SIMPLER_PREEMPTIONS 8u
#define NO_SPURIOUS_PREEMPTIONS 4u /* in place of what is spurious */
/* And for fewer steps: so many steps of the machine, or a part of what the
 * search took. */
#define SHORTER_LEAST 50000u
#define SHORTER_MOST 1000000u
#define SHORTER_PART 8u

struct cost {
	uint32_t preemptions, spurious;
};

struct simplifier {
	struct search search;
	enum finding_class class;
	struct schedule *best;
	struct cost cost;    /* of the best, or of the way to its loop */
	struct text learned; /* when the best was found */
	bool stale;          /* more has been learned since */
	/* The last search: how many steps of the machine, and all it could? */
	uint64_t steps;
	bool complete;
	bool endless; /* a search came to an endless loop */
	/* A livelock: its states, numbered as the decisions of its loop. */
	struct table states;
	struct schedule loop;
};

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The number that the shortest explorer has for it, or a smaller one. */
static uint32_t as_number(struct cost cost)
{
	return cost.preemptions * SHORTEST_PREEMPTION +
	       least(cost.spurious, SHORTEST_PREEMPTION - 1);
}

/* How much of it is not the loop. */
static uint32_t length_of(const struct schedule *schedule)
{
	return schedule->loop ? schedule->loop : schedule->count;
}

static void start(const struct search *search)
{
	machine_start(search->machine, search->mode, search->argc,
		      search->argv);
}

static void step(const struct search *search, struct decision decision)
{
	machine_step(search->machine, decision.thread,
		     (int)decision.alternative);
}

/* The machine is left behind the last decision that counts. */
static struct cost cost_of(const struct search *search,
			   const struct schedule *schedule)
{
	struct cost cost = {0};
	int last = -1;

	start(search);
	for (uint32_t i = 0; i < length_of(schedule); i++) {
		struct decision decision = schedule->decisions[i];
		uint32_t price;

		if (!decision_fits(search->machine, decision))
			break;
		price = shortest_price(search->machine, last, decision);
		cost.preemptions += price / SHORTEST_PREEMPTION;
		cost.spurious += price % SHORTEST_PREEMPTION;
		last = decision.thread;
		step(search, decision);
	}
	return cost;
}

static void note_loop(struct simplifier *simple)
{
	const struct schedule *schedule = simple->best;

	for (uint32_t i = schedule->loop; i < schedule->count; i++) {
		table_visit(&simple->states,
			    machine_fingerprint(simple->search.machine),
			    i - schedule->loop);
		schedule_add(&simple->loop, schedule->decisions[i]);
		step(&simple->search, schedule->decisions[i]);
	}
	simple->search.goals = &simple->states;
}

/* Does the whole schedule show such a finding?  Its parts may have been found
 * when less was known of the words that threads share: then they do not fit. */
static bool shows(const struct simplifier *simple, struct schedule schedule)
{
	const struct search *search = &simple->search;
	struct execution execution = {.mode = search->mode,
				      .schedule = schedule};
	uint32_t done = execution_replay(&execution, search->machine,
					 search->argc, search->argv, false);
	bool good = done == schedule.count &&
		    execution.finding.class == simple->class;

	execution.schedule = (struct schedule){0};
	execution_free(&execution);
	return good;
}

/* The schedule leads to a state of the loop: from there, the loop. */
static bool add_loop(struct simplifier *simple, struct schedule *schedule)
{
	uint32_t size = simple->loop.count;
	uint64_t at;

	cost_of(&simple->search, schedule);
	if (!table_find(&simple->states,
			machine_fingerprint(simple->search.machine), &at))
		return false;
	schedule->loop = schedule->count;
	for (uint32_t i = 0; i < size; i++)
		schedule_add(schedule,
			     simple->loop.decisions[((uint32_t)at + i) % size]);
	return shows(simple, *schedule);
}

static void keep(struct simplifier *simple, struct schedule schedule)
{
	schedule_free(simple->best);
	*simple->best = schedule;
	simple->cost = cost_of(&simple->search, &schedule);
	text_free(&simple->learned);
	learned_save(simple->search.machine, &simple->learned);
	simple->stale = false;
}

/* One search; what it finds is the best from now on.  An endless loop on the
 * way is told only by time that it takes: no more searches then. */
static bool look(struct simplifier *simple, struct search search)
{
	struct search_result result = {0};
	bool found;

	simple->stale = true;
	search_run(&explorer_shortest, &search, &result);
	simple->steps = result.steps;
	simple->complete =
		result.limit == LIMIT_NONE || result.limit == LIMIT_DEPTH;
	simple->endless |= result.finding.class == FINDING_ENDLESS_LOOP;
	found = result.finding.class == simple->class &&
		(!search.goals || add_loop(simple, &result.schedule));
	if (found)
		keep(simple, result.schedule);
	else
		schedule_free(&result.schedule);
	return found;
}

/* One that costs no more than that. */
static bool find_cheaper(struct simplifier *simple, bool no_spurious,
			 uint32_t cost)
{
	struct search search = simple->search;

	search.max_states = SIMPLER_STATES;
	search.shortest = (struct shortest_bounds){.no_spurious = no_spurious,
						   .cost = cost};
	return look(simple, search);
}

static void make_cheaper(struct simplifier *simple, bool fewest)
{
	struct cost cost = simple->cost;
	uint32_t most = least(cost.preemptions, SIMPLER_PREEMPTIONS + 1);

	if (cost.spurious > 0 &&
	    find_cheaper(simple, true,
			 NO_SPURIOUS_PREEMPTIONS * SHORTEST_PREEMPTION))
		return;
	if (!simple->endless && !fewest && most > 0)
		find_cheaper(simple, cost.spurious == 0,
			     most * SHORTEST_PREEMPTION - 1);
}

/* One that costs no more than the best, in at most so many steps. */
static bool find_shorter(struct simplifier *simple, uint32_t steps,
			 uint64_t work)
{
	struct search search = simple->search;

	search.max_depth = steps;
	search.shortest = (struct shortest_bounds){
		.no_spurious = simple->cost.spurious == 0,
		.cost = as_number(simple->cost),
		.steps = work};
	return look(simple, search);
}

/* `work`: so many steps of the machine may be spent. */
static void make_shorter(struct simplifier *simple, uint64_t work)
{
	uint32_t low = 0, high = length_of(simple->best);

	while (low + 1 < high && work > 0 && !simple->endless) {
		uint32_t grown = low + 4 + low / 2;
		uint32_t steps = least(grown, low + (high - low) / 2);

		if (find_shorter(simple, steps, work))
			high = length_of(simple->best);
		else if (simple->complete)
			low = steps;
		else
			return;
		work -= simple->steps < work ? simple->steps : work;
	}
}

static void begin(struct simplifier *simple)
{
	simple->cost = cost_of(&simple->search, simple->best);
	if (simple->best->loop)
		note_loop(simple);
	learned_save(simple->search.machine, &simple->learned);
}

/* What a schedule shows depends on what was learned when it was found: which
 * words are followed.  All that was learned since is forgotten again. */
static void end(struct simplifier *simple)
{
	if (simple->stale) {
		machine_forget(simple->search.machine);
		must_hold(learned_load(simple->search.machine,
				       simple->learned.bytes,
				       simple->learned.length, true));
	}
	text_free(&simple->learned);
	table_clear(&simple->states);
	schedule_free(&simple->loop);
}

void simplify(struct search search, struct search_result *result)
{
	struct simplifier simple = {.search = search,
				    .class = result->finding.class,
				    .best = &result->schedule};
	uint64_t part = result->statistics.transitions / SHORTER_PART;

	if (search.mode.oracle)
		return;
	simple.search.classes = (uint64_t)1 << simple.class |
				(uint64_t)1 << FINDING_ENDLESS_LOOP;
	begin(&simple);
	make_cheaper(&simple, result->simple);
	simple.endless |= simple.class == FINDING_ENDLESS_LOOP;
	make_shorter(&simple, part < SHORTER_LEAST  ? SHORTER_LEAST
			      : part > SHORTER_MOST ? SHORTER_MOST
						    : part);
	end(&simple);
}
