/* The answer as plain data, made once: all that a report, in any format, is
 * written from. */
#ifndef MCHECK_REPORT_FACTS_FACTS_H
#define MCHECK_REPORT_FACTS_FACTS_H

#include "explore/run/check.h"
#include "report/facts/hint_fact.h"
#include "report/facts/note.h"

enum verdict { VERDICT_VERIFIED, VERDICT_FINDING, VERDICT_LIMIT };

#define MAX_NOTES (9 + ORDER_MAX_CYCLES)

/* What makes a search large: variables with many values in one execution. */
struct growth_fact {
	struct growth_variable {
		enum growth_kind kind;
		int thread;         /* whose generator */
		struct place where; /* it is posted, locked or read; or none */
		struct name name;
		struct place block; /* of the heap: where it is from */
		uint64_t values;
	} variables[GROWTH_WORDS];
	uint32_t variable_count;
	bool grows;   /* the first takes new values without end */
	bool endless; /* and has taken so many that more will not do */
	bool deepest; /* no execution was longer: it still grew */
	bool ends_without_spurious;    /* with --spurious=off: it was tried */
	struct place loop, allocation; /* passed most often */
	uint64_t loop_steps, steps, blocks;
	uint64_t least_bound; /* what bounds it, if anything, is no smaller */
};

/* A file of the model, as it is now. */
struct source_fact {
	const char *path, *text; /* NULL: it is empty */
	size_t length;
};

struct facts {
	const char *model;   /* the first file, as the user named it */
	const char *trace;   /* where the trace is, or NULL: none written */
	const char *smaller; /* what makes it smaller, see smaller.h; or NULL */
	const struct explorer *explorer;
	const struct random_plan *random; /* NULL: not at random */
	const char *files; /* the model's, a line each; NULL: not wanted */
	bool quiet;        /* the finding and the verdict are wanted, no more */
	enum verdict verdict;
	enum limit limit; /* LIMIT_NONE: all was covered, or a finding */
	const char *limit_name;
	struct statistics statistics;
	struct growth_fact growth; /* at a limit */
	struct story failure, consequence;
	const char *outcomes; /* distinct ways to end, one a line, or "" */
	const char *outcomes_limit; /* which ended their list, or NULL */
	struct note notes[MAX_NOTES];
	uint32_t note_count;
	struct source_fact *sources; /* where the steps are, if wanted */
	uint32_t source_count;
	struct hint_facts hints;
};

struct names;

/* Fills what stands behind `quiet`; borrows from the names and the outcome. */
void facts_make(struct facts *facts, struct names *names,
		const struct outcome *outcome);

#endif
