/* What is told of a search that ended at a limit: what was covered, how much
 * there may be in all, what makes it large, and what would finish it. */
#include "report/text/limit.h"

#include <ctype.h>
#include <string.h>

#include "explore/levels/levels.h"
#include "explore/states/persistent.h"
#include "machine/rules/channel.h"
#include "report/text/covered.h"
#include "report/text/number.h"
#include "report/text/random.h"
#include "report/text/wrap.h"

/* A place that is passed less often does not make a search large. */
#define FEW_STEPS 3u
#define FEW_BLOCKS 64u
#define VARIABLES_NAMED 3
/* So many times more than there was room for does not fit a machine. */
#define OUT_OF_REACH 1000u

/* Did the search end because it was told to, or is there something that
 * mcheck cannot do? */
static bool is_bound(enum limit limit)
{
	return limit >= LIMIT_STATES;
}

static const char *reason(enum limit limit)
{
	switch (limit) {
	case LIMIT_KNOWLEDGE:
		return "the race detector's tables are full: make the model "
		       "smaller, or use --races=allow";
	case LIMIT_LIBRARY:
		return "more thread-specific keys, exit handlers, named "
		       "semaphores, setjmp calls or thread-local objects "
		       "than mcheck supports";
	case LIMIT_UNSEEN:
		return "memory changed in a way that mcheck cannot see: does a "
		       "function return a struct straight into shared memory? "
		       "assign it to a local variable first";
	case LIMIT_CYCLES:
		return "some executions loop, or depend on spurious wake-ups "
		       "or failures, and this explorer cannot tell whether "
		       "they terminate: use --explorer=states";
	case LIMIT_STATES:
		return "the limit set by --states was reached";
	case LIMIT_BUDGET:
		return "the time allowed by --budget is up";
	case LIMIT_TABLE:
		return "the search has used all the memory it is allowed "
		       "(--memory)";
	case LIMIT_DEPTH:
		return "longer executions were cut off (--depth)";
	case LIMIT_PREEMPTIONS:
		return "executions with more preemptions were left out "
		       "(--preemptions)";
	case LIMIT_RANDOM:
		return "executions were picked at random: omit --random to "
		       "cover all of them";
	default:
		return "interrupted";
	}
}

_Static_assert(MAX_BLOCKS / 1000000 == 4, "as add_reason says");

static void add_reason(enum limit limit, struct text *words)
{
	switch (limit) {
	case LIMIT_MEMORY:
		text_addf(words,
			  "a thread allocated more than %s MiB or four million "
			  "blocks: does a loop allocate without end?",
			  number_text((SLOT_SIZE - HEAP_OFFSET) >> 20).text);
		break;
	case LIMIT_THREADS:
		text_addf(words,
			  "more than %s threads were created, or more than %u "
			  "with --explorer=dpor",
			  number_text(MAX_THREADS).text, PERSISTENT_MOST);
		break;
	case LIMIT_OBJECTS:
		text_addf(
			words,
			"more than %s mutexes, atomics and channels are in use",
			number_text(OBJECTS_IN_USE).text);
		break;
	case LIMIT_CHANNEL:
		text_addf(words,
			  "a channel holds more than %s messages: does a "
			  "sender never stop?",
			  number_text(CHANNEL_MAX_MESSAGES).text);
		break;
	default:
		text_add(words, reason(limit));
	}
}

/* The words become lines, and are empty again. */
static void add_indented(struct text *text, const char *indent,
			 struct text *words)
{
	wrap_add(text, indent, text_string(words));
	text_free(words);
}

static void add_line(struct text *text, struct text *words)
{
	add_indented(text, "  ", words);
}

static void add_covered(const struct facts *facts, struct text *text)
{
	const struct statistics *s = &facts->statistics;

	text_add(text, "  nothing was found in what was covered:\n");
	if (facts->random) {
		report_random(facts, text);
		return;
	}
	text_add(text, "  ");
	report_covered(facts, text);
	text_addf(text, ", depth %llu, at most %u thread%s\n",
		  (unsigned long long)s->depth, s->threads,
		  s->threads == 1 ? "" : "s");
}

static void add_preemptions(const struct statistics *s, struct text *text)
{
	struct text words = {0};
	int most = s->complete_preemptions;

	if (most < 0)
		return;
	if (most == ANY_PREEMPTIONS) {
		text_add(&words, "every state was reached: only a livelock "
				 "could still be "
				 "found");
		add_line(text, &words);
		return;
	}
	text_add(&words, "every execution ");
	if (most == 0)
		text_add(&words, "without a preemption");
	else
		text_addf(&words, "with at most %d preemption%s", most,
			  most == 1 ? "" : "s");
	text_add(&words, " was covered");
	add_line(text, &words);
}

static void add_unstored(const struct statistics *s, struct text *text)
{
	struct text words = {0};

	if (!s->unstored)
		return;
	text_addf(&words,
		  "%s states were forgotten because the table was full "
		  "(--memory): what follows them was explored again on "
		  "each visit",
		  number_text(s->unstored).text);
	add_line(text, &words);
}

/* An estimate from little is mostly too low. */
static void add_total(const struct statistics *s, struct text *words)
{
	struct number share = number_share(s->states, s->estimate);

	text_addf(words, "%s %s states in total, of which %s%s are covered",
		  s->estimate_low ? "at least" : "an estimated",
		  number_round(s->estimate).text,
		  s->estimate_low && isdigit((unsigned char)*share.text)
			  ? "at most "
			  : "",
		  share.text);
}

/* The estimate, and how much of it was covered. */
static void add_estimate(const struct facts *facts, struct text *text)
{
	const struct statistics *s = &facts->statistics;
	struct text words = {0};

	if (facts->limit == LIMIT_PREEMPTIONS || facts->limit == LIMIT_DEPTH)
		return;
	if (s->estimate <= s->states || facts->growth.deepest)
		text_add(&words, facts->growth.deepest
					 ? "the total number is unknown: the "
					   "longest execution was "
					   "still growing"
					 : "the total number is unknown");
	else
		add_total(s, &words);
	add_line(text, &words);
}

/* ", posted at x.c:7," */
static void add_where(const struct growth_variable *variable,
		      struct text *words)
{
	static const char *const verbs[] = {[GROWTH_SEMAPHORE] = "posted",
					    [GROWTH_MUTEX] = "locked",
					    [GROWTH_CLOCK] = "read",
					    [GROWTH_RANDOM] = NULL};

	if (!verbs[variable->kind] || !variable->where.file)
		return;
	text_addf(words, ", %s at ", verbs[variable->kind]);
	place_write(&variable->where, words);
	text_add(words, ",");
}

/* "n", "byte 8 of the block from x.c:12", "the count of s, posted at x.c:7," */
static void add_name(const struct growth_fact *growth, uint32_t index,
		     struct text *words)
{
	const struct growth_variable *variable = &growth->variables[index];

	if (variable->kind == GROWTH_SEMAPHORE)
		text_add(words, "the count of ");
	else if (variable->kind == GROWTH_MUTEX)
		text_add(words, "the depth of ");
	else if (variable->kind == GROWTH_CLOCK)
		text_add(words, "the clock");
	if (variable->kind == GROWTH_RANDOM)
		text_addf(words, "the random numbers of T%d",
			  variable->thread + 1);
	else if (variable->block.file) {
		text_addf(words, "byte %llu of the block from ",
			  (unsigned long long)variable->name.offset);
		place_write(&variable->block, words);
	} else if (variable->kind != GROWTH_CLOCK)
		name_write(&variable->name, words);
	add_where(variable, words);
}

/* "n had 40 different values in one execution, m 31" */
static int list_variables(const struct growth_fact *growth, struct text *words)
{
	struct text said = {0};
	int named = 0;

	for (uint32_t i = 0;
	     i < growth->variable_count && named < VARIABLES_NAMED; i++) {
		struct text name = {0}, mark = {0};

		add_name(growth, i, &name);
		text_addf(&mark, "|%s|", text_string(&name));
		if (!strstr(text_string(&said), mark.bytes)) {
			text_addf(
				words,
				named++ ? ", %s (%s)"
					: "%s took %s different values in "
					  "one execution",
				name.bytes,
				number_text(growth->variables[i].values).text);
			text_add(&said, mark.bytes);
		}
		text_free(&name);
		text_free(&mark);
	}
	text_free(&said);
	return named;
}

/* What is wrong with the first of them, which has no end. */
static const char *growth_words(const struct growth_fact *growth, int named)
{
	switch (growth->variables[0].kind) {
	case GROWTH_SEMAPHORE:
		return named == 1
			       ? ": it is posted more often than it is taken; "
				 "bound it"
			       : ": they are posted more often than they are "
				 "taken; bound them";
	case GROWTH_MUTEX:
		return ": it is locked more often than it is unlocked";
	case GROWTH_CLOCK:
		return ": a loop that reads it in each round never comes back "
		       "to the same state; bound the loop, or leave the clock "
		       "out";
	default:
		return named == 1 ? ": it keeps taking new values; bound it"
				  : ": they keep taking new values; bound them";
	}
}

static void add_variables(const struct growth_fact *growth, struct text *text)
{
	struct text words = {0};
	int named = list_variables(growth, &words);

	if (named && growth->grows)
		text_add(&words, growth_words(growth, named));
	if (named)
		add_indented(text, "    ", &words);
}

static void add_loop(const struct growth_fact *growth, struct text *text)
{
	struct text words = {0};

	if (growth->loop_steps < FEW_STEPS)
		return;
	place_write(&growth->loop, &words);
	text_addf(&words, " runs %s times in an execution of %s steps:",
		  number_text(growth->loop_steps).text,
		  number_text(growth->steps).text);
	add_indented(text, "    ", &words);
	if (*growth->loop.source)
		text_addf(text, "      %s\n", growth->loop.source);
}

static void add_blocks(const struct growth_fact *growth, struct text *text)
{
	struct text words = {0};

	if (growth->blocks < FEW_BLOCKS)
		return;
	place_write(&growth->allocation, &words);
	text_addf(&words,
		  " allocates %s blocks in one execution; each has its own "
		  "address, even after it is freed",
		  number_text(growth->blocks).text);
	add_indented(text, "    ", &words);
}

static void add_large(const struct growth_fact *growth, struct text *text)
{
	struct text causes = {0};

	add_variables(growth, &causes);
	add_blocks(growth, &causes);
	add_loop(growth, &causes);
	if (causes.length)
		text_addf(text, "  what makes it large:\n%s",
			  text_string(&causes));
	text_free(&causes);
}

/* Which option's number is too small. */
static const char *to_raise(enum limit limit)
{
	switch (limit) {
	case LIMIT_STATES:
		return "--states";
	case LIMIT_BUDGET:
		return "--budget";
	case LIMIT_TABLE:
		return "--memory";
	case LIMIT_DEPTH:
		return "--depth";
	case LIMIT_PREEMPTIONS:
		return "--preemptions";
	default:
		return NULL;
	}
}

/* Another thing to do. */
static void add_or(struct text *words, const char *what)
{
	text_addf(words, "%s%s",
		  words->length ? ", or " : "to finish it: ", what);
}

/* Will a little more room do, as far as can be seen? */
static bool is_in_reach(const struct facts *facts)
{
	const struct statistics *s = &facts->statistics;

	return !facts->growth.endless && s->estimate / OUT_OF_REACH < s->states;
}

static void add_finish(const struct facts *facts, struct text *text)
{
	const char *option = to_raise(facts->limit);
	struct text words = {0};

	if (facts->growth.ends_without_spurious)
		add_or(&words,
		       "--spurious=off, which leaves out wake-ups "
		       "without a signal (it was tried, and is enough)");
	if (facts->growth.grows)
		add_or(&words, "bound what grows");
	if (option && is_in_reach(facts)) {
		add_or(&words, "raise ");
		text_add(&words, option);
	}
	if (facts->smaller)
		add_or(&words, facts->smaller);
	else if (!facts->growth.endless)
		add_or(&words, "make the model smaller");
	if (words.length)
		add_line(text, &words);
}

static void add_advice(const struct facts *facts, struct text *text)
{
	struct text words = {0};

	add_finish(facts, text);
	if (facts->explorer->oracle || facts->limit == LIMIT_PREEMPTIONS)
		return;
	text_add(&words, "or explore a part of it: ");
	if (facts->statistics.complete_preemptions < 0 &&
	    facts->explorer->preemptions && !facts->growth.endless)
		text_add(&words, "--preemptions=2 for few preemptions, ");
	text_addf(&words, "--random=%d for random schedules",
		  facts->growth.endless ? 100 : 1000);
	add_line(text, &words);
}

void limit_report(const struct facts *facts, struct text *text)
{
	struct text words = {0};

	text_addf(&words, "%s: not complete: ", facts->model);
	add_reason(facts->limit, &words);
	add_indented(text, "", &words);
	add_covered(facts, text);
	if (facts->random)
		return;
	add_preemptions(&facts->statistics, text);
	add_unstored(&facts->statistics, text);
	if (is_bound(facts->limit) && !facts->explorer->executions)
		add_estimate(facts, text);
	add_large(&facts->growth, text);
	if (is_bound(facts->limit))
		add_advice(facts, text);
}
