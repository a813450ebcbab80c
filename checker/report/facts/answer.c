/* What became of the models of a command. */
#include "report/facts/answer.h"

#include <string.h>

const char *answer_word(const struct answer *answer)
{
	switch (answer->code) {
	case EXIT_VERIFIED:
		return "verified";
	case EXIT_FINDING:
		return "finding";
	case EXIT_LIMIT:
		return "limit";
	default:
		return "error";
	}
}

int answers_count(const struct answers *answers, const char *word)
{
	int count = 0;

	for (int i = 0; i < answers->count; i++)
		count += strcmp(answer_word(&answers->answer[i]), word) == 0;
	return count;
}

void answer_error(const struct answer *answer, struct text *text)
{
	static const char voice[] = "mcheck: ";
	const char *line = text_string(&answer->said);
	const char *best = "no reason was given";

	for (; *line; line += line[strcspn(line, "\n")] == '\n'
				      ? strcspn(line, "\n") + 1
				      : strlen(line))
		if (strncmp(line, "mcheck", strlen("mcheck")) == 0)
			best = line;
	if (strncmp(best, voice, strlen(voice)) == 0)
		best += strlen(voice);
	text_add_bytes(text, best, strcspn(best, "\n"));
}

int answers_code(const struct answers *answers)
{
	/* From good to bad. */
	static const int order[] = {EXIT_VERIFIED, EXIT_LIMIT, EXIT_FINDING,
				    EXIT_ENVIRONMENT, EXIT_BUG};
	size_t worst = 0;

	for (int i = 0; i < answers->count; i++)
		for (size_t k = worst; k < sizeof order / sizeof *order; k++)
			if (answers->answer[i].code == order[k])
				worst = k;
	return order[worst];
}
