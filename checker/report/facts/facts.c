/* From the outcome to facts. */
#include "report/facts/facts.h"

#include "explore/levels/levels.h"
#include "report/facts/facts_parts.h"

/* A variable with fewer values does not make a search large. */
#define FEW_VALUES 4u
/* One with more will hardly stop where a search has a little more room. */
#define ENDLESS_VALUES 10000u
/* Nor does a constant bound it that is so many times smaller. */
#define MANY_TIMES 256u

const char *limit_name(enum limit limit)
{
	static const char *const names[LIMIT_COUNT] = {
		"none",    "memory",      "threads", "knowledge",
		"objects", "channel",     "library", "unseen",
		"cycles",  "states",      "budget",  "memory",
		"depth",   "preemptions", "random",  "interrupted"};

	return names[limit];
}

/* Has it a name that says more than where it is? */
static bool is_named(const struct name *name)
{
	return name->kind == NAME_VARIABLE || name->kind == NAME_THREAD_LOCAL ||
	       name->kind == NAME_BLOCK || name->kind == NAME_HEAP ||
	       name->kind == NAME_ARGUMENTS || name->kind == NAME_CHANNEL;
}

/* Does what has the most values take new ones without end, as far as can be
 * seen?  A semaphore that grows is taken, too, in each round. */
static bool grows(const struct large *large)
{
	const struct large_word *most = &large->words[0];

	if (!large->deepest || !large->word_count ||
	    most->values < FEW_VALUES || most->kind == LARGE_RANDOM)
		return false;
	return most->values * (most->kind == LARGE_MEMORY ? 3 : 16) >=
	       most->changes;
}

static void add_variable(struct large_fact *fact, struct names *names,
			 const struct execution *execution,
			 const struct large_word *word)
{
	bool object =
		word->kind == LARGE_SEMAPHORE || word->kind == LARGE_MUTEX;
	struct large_variable variable = {
		.kind = word->kind,
		.thread = word->thread,
		.where = name_place(names, execution, word->pc),
		.values = word->values,
		.block = {.source = ""},
		.name = name_object(
			names, execution,
			(struct used_bytes){
				.address = word->address,
				.size = object ? operation_extent(OP_SEM_WAIT,
								  0)
					       : 4,
				.frame = &word->frame})};

	if (word->block.size) {
		variable.name = (struct name){.kind = NAME_BLOCK,
					      .offset = word->address -
							word->block.address};
		variable.block = name_place(names, execution, word->block.pc);
	} else if (!object) {
		/* The other half of a long one. */
		variable.name.offset = 0;
	}
	if (is_named(&variable.name) || word->kind == LARGE_CLOCK ||
	    word->kind == LARGE_RANDOM)
		fact->variables[fact->variable_count++] = variable;
}

static void make_large(struct facts *facts, struct names *names,
		       const struct outcome *outcome)
{
	struct execution execution = {.base = outcome->base};
	const struct large *large = &outcome->large;
	struct large_fact *fact = &facts->large;

	for (uint32_t i = 0; i < large->word_count; i++) {
		const struct large_word *word = &large->words[i];

		if (word->values < FEW_VALUES ||
		    word->values * 2 < large->words[0].values)
			break;
		add_variable(fact, names, &execution, word);
	}
	fact->grows = grows(large);
	fact->endless = fact->grows && large->words[0].values >= ENDLESS_VALUES;
	if (fact->grows)
		fact->least_bound = large->words[0].values / MANY_TIMES;
	fact->ends_without_spurious = large->ends_without_spurious;
	fact->deepest = large->deepest;
	fact->loop = name_place(names, &execution, large->loop_pc);
	fact->allocation = name_place(names, &execution, large->block_pc);
	fact->loop_steps = large->loop_steps;
	fact->steps = large->steps;
	fact->blocks = large->blocks;
}

static void add_hint(struct hint_fact *fact, struct names *names,
		     const struct outcome *outcome, const struct hint *hint)
{
	fact->kind = hint->kind;
	fact->place = name_place(names, &outcome->failure, hint->pc);
	for (uint32_t i = 0; i < hint->thread_count; i++)
		fact->threads[i] = hint->threads[i];
	fact->thread_count = hint->thread_count;
}

static void add_hints(struct hint_facts *facts, struct names *names,
		      const struct outcome *outcome)
{
	facts->count = outcome->hints.count;
	for (uint32_t i = 0; i < facts->count; i++)
		add_hint(&facts->hint[i], names, outcome,
			 &outcome->hints.hint[i]);
}

void facts_make(struct facts *facts, struct names *names,
		const struct outcome *outcome)
{
	bool found = outcome->failure.finding.class != FINDING_NONE;

	facts->limit = found ? LIMIT_NONE : outcome->limit;
	facts->limit_name = limit_name(facts->limit);
	facts->verdict = found                          ? VERDICT_FINDING
			 : outcome->limit != LIMIT_NONE ? VERDICT_LIMIT
							: VERDICT_VERIFIED;
	facts->statistics = outcome->statistics;
	facts->outcomes = text_string(&outcome->outcomes);
	facts->outcomes_limit = outcome->limit == LIMIT_NONE
					? NULL
					: limit_name(outcome->limit);
	story_make(&facts->failure, names, &outcome->failure);
	story_make(&facts->consequence, names, &outcome->consequence);
	add_hints(&facts->hints, names, outcome);
	if (facts->verdict == VERDICT_LIMIT)
		make_large(facts, names, outcome);
	if (facts->files)
		facts_sources(facts);
	if (!found)
		facts_notes(facts, names, outcome);
}
