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
static bool grows(const struct growth *growth)
{
	const struct growth_word *most = &growth->words[0];

	if (!growth->deepest || !growth->word_count ||
	    most->values < FEW_VALUES || most->kind == GROWTH_RANDOM)
		return false;
	return most->values * (most->kind == GROWTH_MEMORY ? 3 : 16) >=
	       most->changes;
}

static void add_variable(struct growth_fact *fact, struct names *names,
			 const struct execution *execution,
			 const struct growth_word *word)
{
	bool object =
		word->kind == GROWTH_SEMAPHORE || word->kind == GROWTH_MUTEX;
	struct growth_variable variable = {
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
	if (is_named(&variable.name) || word->kind == GROWTH_CLOCK ||
	    word->kind == GROWTH_RANDOM)
		fact->variables[fact->variable_count++] = variable;
}

static void make_large(struct facts *facts, struct names *names,
		       const struct outcome *outcome)
{
	struct execution execution = {.base = outcome->base};
	const struct growth *growth = &outcome->growth;
	struct growth_fact *fact = &facts->growth;

	for (uint32_t i = 0; i < growth->word_count; i++) {
		const struct growth_word *word = &growth->words[i];

		if (word->values < FEW_VALUES ||
		    word->values * 2 < growth->words[0].values)
			break;
		add_variable(fact, names, &execution, word);
	}
	fact->grows = grows(growth);
	fact->endless =
		fact->grows && growth->words[0].values >= ENDLESS_VALUES;
	if (fact->grows)
		fact->least_bound = growth->words[0].values / MANY_TIMES;
	fact->ends_without_spurious = growth->ends_without_spurious;
	fact->deepest = growth->deepest;
	fact->loop = name_place(names, &execution, growth->loop_pc);
	fact->allocation = name_place(names, &execution, growth->block_pc);
	fact->loop_steps = growth->loop_steps;
	fact->steps = growth->steps;
	fact->blocks = growth->blocks;
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
