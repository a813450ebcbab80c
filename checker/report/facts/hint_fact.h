/* Hints, as facts. */
#ifndef MCHECK_REPORT_FACTS_HINT_FACT_H
#define MCHECK_REPORT_FACTS_HINT_FACT_H

#include "explore/run/hint.h"
#include "trace/name.h"

/* What would mend the model; `place.file` is NULL where it is not one place. */
struct hint_fact {
	enum hint_kind kind;
	struct place place;
	int threads[HINT_THREADS]; /* of the failure: each waits for an object
				    * that this is about */
	uint32_t thread_count;
};

struct hint_facts {
	struct hint_fact hint[HINTS_MOST]; /* the best one first */
	uint32_t count;
};

#endif
