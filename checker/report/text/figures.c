/* The numbers of a search, apart from the report. */
#include "report/text/figures.h"

#include "report/text/number.h"

void figures_line(const struct statistics *s,
		  const struct assembly_count *count, double seconds,
		  struct text *text)
{
	text_addf(text,
		  "stats: states=%llu transitions=%llu executions=%llu "
		  "depth=%llu seconds=%.3f bytes=%llu "
		  "functions=%u understood=%u\n",
		  (unsigned long long)s->states,
		  (unsigned long long)s->transitions,
		  (unsigned long long)s->executions,
		  (unsigned long long)s->depth, seconds,
		  (unsigned long long)s->bytes, count->functions,
		  count->understood);
}

static void add(struct text *text, const char *name, uint64_t number)
{
	text_addf(text, "  %-22s %s\n", name, number_text(number).text);
}

void figures_list(const struct statistics *s, double compile_seconds,
		  double seconds, struct text *text)
{
	double rate = seconds > 0 ? (double)s->transitions / seconds : 0;

	text_add(text, "Search:\n");
	if (s->states)
		add(text, "states", s->states);
	add(text, "transitions", s->transitions);
	add(text, "complete executions", s->executions);
	if (s->discarded)
		add(text, "ended by mc_assume", s->discarded);
	add(text, "longest execution", s->depth);
	add(text, "threads", s->threads);
	if (s->estimate)
		text_addf(text, "  %-22s %s\n", "states (estimated)",
			  number_round(s->estimate).text);
	if (s->bytes)
		text_addf(text, "  %-22s %s\n", "state table",
			  number_bytes(s->bytes).text);
	text_addf(text, "  %-22s %s\n", "compile time",
		  number_time(compile_seconds).text);
	text_addf(text, "  %-22s %s\n", "search time",
		  number_time(seconds).text);
	add(text, "transitions per second", (uint64_t)rate);
}
