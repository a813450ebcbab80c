/* What became of the models of a command, each of which was checked in a
 * process of its own. */
#ifndef MCHECK_REPORT_FACTS_ANSWER_H
#define MCHECK_REPORT_FACTS_ANSWER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct answer {
	const char *model;    /* the first file, as the user named it */
	int code;             /* an enum exit_code */
	struct text fragment; /* what the format's writer wrote of it */
	struct text said;     /* on stderr, by mcheck and the compiler */
};

struct answers {
	struct answer *answer;
	int count;
};

/* There is a verdict, so the fragment is whole. */
static inline bool answer_has_verdict(const struct answer *answer)
{
	return answer->code != EXIT_ENVIRONMENT && answer->code != EXIT_BUG;
}

/* "verified", "finding", "limit", "error". */
const char *answer_word(const struct answer *answer);

/* How many have this word. */
int answers_count(const struct answers *answers, const char *word);

/* Appends the last line that mcheck said of an error, without "mcheck: ". */
void answer_error(const struct answer *answer, struct text *text);

/* What the command as a whole ends with: the worst, which is in this order a
 * bug, a model that could not be checked, a finding, a limit. */
int answers_code(const struct answers *answers);

#endif
