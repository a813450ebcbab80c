/* What random executions covered, in words. */
#include "report/text/random.h"

#include "report/text/covered.h"
#include "report/text/wrap.h"

/* Up, as it is "at most". */
void report_percent(double probability, struct text *text)
{
	double permille = probability * 1000;
	unsigned up = (unsigned)permille;

	up += (double)up < permille;
	text_addf(text, "%u.%u %%", up / 10, up % 10);
}

static void add_covered(const struct statistics *s, struct text *text)
{
	text_add(text, "  ");
	report_count(s->executions, "execution", text);
	if (s->random.different < s->executions)
		text_addf(text, " (%llu different), ",
			  (unsigned long long)s->random.different);
	else
		text_add(text, s->executions > 1 ? " (all different), " : ", ");
	report_count(s->transitions, "transition", text);
	text_add(text, ", at most ");
	report_count(s->threads, "thread", text);
	text_add(text, "\n");
}

/* "a bug of depth 2 is missed with probability at most 3.1 %"; false: nothing
 * can be said. */
static bool add_bounds(const struct statistics *s, struct text *text)
{
	const struct random_statistics *random = &s->random;
	bool any = false;

	for (unsigned depth = 1; depth <= PCT_MAX_DEPTH; depth++) {
		uint64_t executions = random->counted[depth - 1];

		if (!executions)
			continue;
		text_addf(text,
			  "  a bug of depth %u is missed with "
			  "probability at most ",
			  depth);
		report_percent(
			pct_miss(s->threads, random->length, depth, executions),
			text);
		text_add(text, "\n");
		any = true;
	}
	return any;
}

static void add_conditions(const struct statistics *s, uint64_t seed,
			   struct text *text)
{
	text_addf(text, "  (seed %llu; for ", (unsigned long long)seed);
	report_count(s->threads, "thread", text);
	text_addf(text, " and executions of at most %llu steps)\n",
		  (unsigned long long)s->random.length);
	if (s->random.chose)
		wrap_add(text, "  ",
			 "Note: choices of data, spurious events and timeouts "
			 "are random, too; the probabilities do not cover bugs "
			 "that depend on them.");
}

static void add_unfair(const struct random_statistics *random,
		       struct text *text)
{
	struct text words = {0};

	if (!random->cut && !random->held_back)
		return;
	text_add(&words, "Note: ");
	if (random->cut) {
		report_count(random->cut, "execution", &words);
		text_addf(&words, " did not end and %s cut off",
			  random->cut == 1 ? "was" : "were");
	}
	if (random->cut && random->held_back)
		text_add(&words, "; ");
	if (random->held_back) {
		text_addf(&words, "in %llu ",
			  (unsigned long long)random->held_back);
		text_add(&words,
			 "a thread ran for so long that it was held back");
	}
	text_add(&words, ": the probabilities do not apply to these.");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

void report_random(const struct facts *facts, struct text *text)
{
	const struct statistics *s = &facts->statistics;

	add_covered(s, text);
	if (add_bounds(s, text))
		add_conditions(s, facts->random->seed, text);
	add_unfair(&s->random, text);
}

void report_found(const struct facts *facts, struct text *text)
{
	text_addf(text, "Found at random: execution %llu of %llu, seed %llu\n",
		  (unsigned long long)facts->statistics.executions,
		  (unsigned long long)facts->random->executions,
		  (unsigned long long)facts->random->seed);
}
