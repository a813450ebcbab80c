/* What a search covered, in words. */
#include "report/text/covered.h"

void report_count(uint64_t count, const char *noun, struct text *text)
{
	text_addf(text, "%llu %s%s", (unsigned long long)count, noun,
		  count == 1 ? "" : "s");
}

void report_covered(const struct facts *facts, struct text *text)
{
	const struct statistics *s = &facts->statistics;

	if (facts->explorer->executions)
		report_count(s->executions, "execution", text);
	else
		report_count(s->states, "state", text);
	text_add(text, ", ");
	report_count(s->transitions, "transition", text);
}
