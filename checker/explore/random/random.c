/* The random explorer: executions picked at random, by PCT (see pct.h).
 *
 * For models that are too large for a search of all states.  Each execution
 * runs from the start, with random numbers of its own.
 *
 * What PCT says nothing of:
 *
 * - A thread that spins.  One that comes back to a state in which it was, with
 *   no other thread having gone meanwhile, waits for others: it is taken for
 *   blocked until one of them has changed something.  So PCT's bound holds as
 *   it does for blocked threads.
 *
 * - A thread that goes on and on, and never comes back to a state (it counts
 *   how often it looked).  After `patience` steps it is lowered below all
 *   others.  PCT would not have done that: such an execution does not count for
 *   the bound.  One that does not end all the same is cut.  Where all that can
 *   go spin, a search of all states from there tells whether it is a livelock.
 *
 * - Choices among several ways of one thread.  They are made at random; a
 *   wake-up without a signal and a failure (malloc that finds no memory) are
 *   more seldom: how seldom is chosen at random for each execution.
 *
 * - The number of steps, k.  The longest execution gives it.  When one is
 *   longer than that, those before it had their changes drawn from too few
 *   steps: from then on they do not count for the bound. */
#include <string.h>

#include "base/alloc.h"
#include "explore/random/pct.h"
#include "explore/search.h"
#include "explore/table.h"

#define PATIENCE 4096u
#define MOST_PATIENCE 32768u
/* Steps after which an execution is cut, and steps in which all spin. */
#define TOO_LONG 131072u
#define MAX_SPIN_STEPS 1024u
/* States that are looked at behind such an end; how often in vain. */
#define LIVELOCK_STATES 20000u
#define LIVELOCK_TRIES 4u
/* So many different executions are told apart. */
#define MAX_DIFFERENT (1u << 20)

struct random_search {
	struct searcher run;
	struct random_statistics *numbers;
	struct table seen;       /* executions */
	uint64_t number;         /* of the execution at hand */
	uint64_t before;         /* transitions of those that came before it */
	uint64_t patience;       /* steps that a thread may make */
	unsigned livelock_tries; /* to find a livelock, that are left */

	/* The execution at hand. */
	struct pct pct;
	struct random_stream data;
	struct schedule schedule;
	unsigned depth;      /* of the bugs that it is for */
	unsigned rarity;     /* of spurious ways: one in 2^rarity */
	uint32_t spin_steps; /* steps in which all spin, the last ones */
	bool goes;           /* there is an execution at hand */
	bool held_back, cut;
	bool may_wake[MAX_THREADS]; /* spuriously, if that is all it can do */
	bool spins[MAX_THREADS];    /* waits until others change something */
	uint64_t gone[MAX_THREADS]; /* steps, since it was lowered */
	/* The thread that goes, and a state in which it was (Brent: "An
	 * improved Monte Carlo factorization algorithm", 1980, section 2). */
	int last;
	hash128 now, earlier;
	uint64_t since, until;
};

static bool draw_spurious(struct random_search *random)
{
	return random_next(&random->data) >> (64 - random->rarity) == 0;
}

/* A wait that ends only spuriously: as often as that is drawn. */
static int ways_of(const struct random_search *random, int thread)
{
	return machine_alternatives(random->run.machine, thread,
				    random->may_wake[thread]);
}

/* The thread with the highest priority that can go, or -1. */
static int highest(const struct random_search *random, bool spins)
{
	int best = -1;

	for (int i = 0; i < random->run.machine->thread_count; i++)
		if (random->spins[i] == spins &&
		    (best < 0 ||
		     random->pct.priority[i] > random->pct.priority[best]) &&
		    ways_of(random, i) > 0)
			best = i;
	return best;
}

/* One that spins goes when no other can: it may hold what these wait for.  When
 * all outcomes are wanted, a thread may wake spuriously even from a
 * deadlock. */
static int pick(struct random_search *random)
{
	int thread = highest(random, false);

	random->spin_steps = thread < 0 ? random->spin_steps + 1 : 0;
	if (thread < 0)
		thread = highest(random, true);
	if (thread < 0) {
		memset(random->may_wake, true, sizeof random->may_wake);
		memset(random->spins, 0, sizeof random->spins);
		thread = highest(random, false);
	}
	return thread;
}

static uint32_t pick_way(struct random_search *random, int thread)
{
	uint64_t ways = (uint64_t)ways_of(random, thread);

	if (ways == 1)
		return 0;
	random->numbers->chose = true;
	if (operation_is(random->run.machine->threads[thread].op.kind,
			 TRAIT_FAILS))
		return draw_spurious(random) ? 1 : 0;
	return (uint32_t)random_below(&random->data, ways);
}

/* Of the state, all but the thread. */
static hash128 rest_of(const struct random_search *random, int thread)
{
	return random->now - thread_hash(random->run.machine, thread);
}

/* Has the thread written what is on its own stack, or ended?  Others see that,
 * too. */
static bool shows(const struct machine *machine, int thread,
		  const struct operation *op)
{
	return machine->threads[thread].status != THREAD_ALIVE ||
	       (operation_is(op->kind, TRAIT_ORDER) &&
		operation_is(op->kind, TRAIT_WRITES) &&
		region_on_stack(&machine->region, op->object));
}

/* The thread has come to the state `now`: was it here before, alone? */
static bool comes_back(struct random_search *random, int thread)
{
	if (thread != random->last) {
		random->last = thread;
		random->earlier = random->now;
		random->since = 0;
		random->until = 1;
		return false;
	}
	if (random->now == random->earlier)
		return true;
	if (++random->since == random->until) {
		random->earlier = random->now;
		random->since = 0;
		random->until *= 2;
	}
	return false;
}

/* The thread has gone from where the others were `rest` on. */
static void note_spin(struct random_search *random, int thread, hash128 rest,
		      const struct operation *op)
{
	bool spun = random->spins[thread];

	random->now = machine_fingerprint(random->run.machine);
	if (rest != rest_of(random, thread) ||
	    shows(random->run.machine, thread, op))
		memset(random->spins, 0, sizeof random->spins);
	random->spins[thread] = comes_back(random, thread) || spun;
}

/* A thread that goes on and on is lowered below all others. */
static void hold_back(struct random_search *random, int thread)
{
	if (++random->gone[thread] < random->patience)
		return;
	random->gone[thread] = 0;
	random->held_back = true;
	pct_lower(&random->pct, thread);
}

static enum reached step(struct random_search *random)
{
	struct machine *machine = random->run.machine;
	int thread = pick(random);
	struct operation op = machine->threads[thread].op;
	struct decision way = {.alternative = pick_way(random, thread),
			       .thread = (int16_t)thread,
			       .kind = op.kind};
	hash128 rest = rest_of(random, thread);
	enum reached reached;

	schedule_add(&random->schedule, way);
	random->run.depth = random->schedule.count;
	reached = search_step(&random->run, way);
	random->may_wake[thread] = draw_spurious(random);
	note_spin(random, thread, rest, &op);
	pct_stepped(&random->pct, thread);
	hold_back(random, thread);
	return reached;
}

/* False: that ends the search. */
static bool open_execution(struct random_search *random)
{
	const struct search *search = random->run.search;
	uint64_t number = random->number;
	uint64_t length = random->numbers->length ? random->numbers->length : 1;

	random->data = random_open(search->random.seed, number);
	random->depth = search->random.depth ? search->random.depth
					     : 1 + (unsigned)(number % 3);
	pct_begin(&random->pct, &random->data, random->depth, length);
	random->rarity = 1 + (unsigned)random_below(&random->data, 6);
	random->schedule.count = 0;
	random->spin_steps = 0;
	random->goes = true;
	random->held_back = random->cut = false;
	memset(random->may_wake, 0, sizeof random->may_wake);
	memset(random->spins, 0, sizeof random->spins);
	memset(random->gone, 0, sizeof random->gone);
	random->last = -1;
	random->run.depth = 0;
	random->run.result->statistics.transitions = random->before;
	if (!search_restart(&random->run))
		return false;
	random->now = machine_fingerprint(random->run.machine);
	return true;
}

/* All that can go spin: for ever?  A search from there tells, if it is a small
 * one.  True when that ends the search at random. */
static bool find_livelock(struct random_search *random)
{
	struct search search = *random->run.search;
	struct schedule prefix = random->schedule;
	struct search_result found = {0};

	if (random->spin_steps < MAX_SPIN_STEPS ||
	    random->livelock_tries == 0 ||
	    random->run.result->finding.class != FINDING_NONE)
		return false;
	prefix.count -= random->spin_steps;
	search.prefix = &prefix;
	search.classes = (uint64_t)1 << FINDING_LIVELOCK;
	search.max_states = LIVELOCK_STATES;
	search.all = search.reduce = false;
	search.progress = NULL;
	search_run(&explorer_states, &search, &found);
	if (found.finding.class == FINDING_NONE) {
		schedule_free(&found.schedule);
		random->livelock_tries--;
		return false;
	}
	random->run.result->finding = found.finding;
	random->run.result->schedule = found.schedule;
	return !random->run.search->all;
}

/* An execution that is longer than those before: they were drawn for too few
 * steps.  The next ones are drawn for some more than this one has, so that not
 * each record begins anew; the first one is no record. */
static void note_length(struct random_search *random, uint64_t steps)
{
	struct random_statistics *numbers = random->numbers;

	numbers->length = numbers->length ? steps + steps / 8 : steps;
	memset(numbers->counted + 1, 0,
	       sizeof numbers->counted - sizeof numbers->counted[0]);
	if (random->patience < 2 * numbers->length)
		random->patience = 2 * numbers->length;
}

/* An execution has ended: does it count for the bound?  While in each some
 * thread had to be lowered, all may just be long. */
static void note_bound(struct random_search *random, uint64_t steps)
{
	struct random_statistics *numbers = random->numbers;
	bool longer = steps > numbers->length;

	if (random->held_back) {
		numbers->held_back++;
		if (!numbers->length && random->patience < MOST_PATIENCE)
			random->patience *= 2;
		return;
	}
	if (longer)
		note_length(random, steps);
	if (!longer || random->depth == 1)
		numbers->counted[random->depth - 1]++;
}

static void note_different(struct random_search *random)
{
	const struct schedule *schedule = &random->schedule;
	hash128 hash = hash_words(1, schedule->decisions,
				  schedule->count * sizeof(struct decision));

	if (random->seen.count == MAX_DIFFERENT)
		return;
	table_visit(&random->seen, hash, 1);
	random->numbers->different = random->seen.count;
}

/* The execution at hand has ended, or is cut. */
static void note_end(struct random_search *random)
{
	struct random_statistics *numbers = random->numbers;
	struct statistics *statistics = &random->run.result->statistics;
	uint64_t steps = random->schedule.count;

	random->goes = false;
	random->before = statistics->transitions;
	statistics->executions = ++random->number;
	numbers->cut += random->cut;
	if (random->cut)
		return;
	if (steps > statistics->depth)
		statistics->depth = steps;
	note_different(random);
	note_bound(random, steps);
}

/* One that is to be repeated ends here, too, but does not count. */
static enum next cut(struct random_search *random)
{
	random->goes = false;
	if (random->run.machine->promoted)
		return NEXT_ENDED;
	random->cut = true;
	note_end(random);
	return find_livelock(random) ? NEXT_STOP : NEXT_ENDED;
}

static enum next next_step(struct searcher *run)
{
	struct random_search *random = (struct random_search *)run;

	if (random->number == run->search->random.executions)
		return NEXT_DONE;
	if (!random->goes && !open_execution(random))
		return NEXT_STOP;
	if (random->schedule.count == TOO_LONG ||
	    random->spin_steps == MAX_SPIN_STEPS)
		return cut(random);
	switch (step(random)) {
	case REACHED_STATE:
		return NEXT_DEEPER;
	case REACHED_AGAIN:
		random->goes = false;
		return NEXT_ENDED;
	case REACHED_STOP:
		if (run->result->limit == LIMIT_NONE)
			note_end(random);
		return NEXT_STOP;
	default:
		note_end(random);
		return NEXT_ENDED;
	}
}

/* Of an execution at random, nothing is told at a limit. */
static void copy_path(const struct searcher *run, struct schedule *schedule)
{
	const struct random_search *random = (const struct random_search *)run;

	if (run->result->limit != LIMIT_NONE)
		return;
	for (uint32_t i = 0; i < random->schedule.count; i++)
		schedule_add(schedule, random->schedule.decisions[i]);
}

static uint64_t bytes_of(const struct searcher *run)
{
	const struct random_search *random = (const struct random_search *)run;

	return table_bytes(&random->seen) +
	       random->schedule.room * sizeof *random->schedule.decisions;
}

static bool begin(struct searcher *run)
{
	struct random_search *random = (struct random_search *)run;

	random->numbers = &run->result->statistics.random;
	random->patience = PATIENCE;
	random->livelock_tries = LIVELOCK_TRIES;
	return true;
}

static void close_search(struct searcher *run)
{
	struct random_search *random = (struct random_search *)run;
	struct search_result *result = run->result;

	if (result->finding.class == FINDING_NONE &&
	    result->limit == LIMIT_NONE)
		result->limit = LIMIT_RANDOM;
	result->statistics.bytes = table_bytes(&random->seen);
	table_clear(&random->seen);
	schedule_free(&random->schedule);
}

const struct explorer explorer_random = {
	.name = "random",
	.executions = true,
	.random = true,
	.repeats = true,
	.refusals = {{"--checkpoint=", "random executions do not support it"}},
	.size = sizeof(struct random_search),
	.begin = begin,
	.next = next_step,
	.path = copy_path,
	.bytes = bytes_of,
	.close = close_search,
};
