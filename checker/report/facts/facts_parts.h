/* How facts are made: parts that facts.c puts together. */
#ifndef MCHECK_REPORT_FACTS_FACTS_PARTS_H
#define MCHECK_REPORT_FACTS_FACTS_PARTS_H

#include "report/facts/facts.h"
#include "trace/names.h"

/* What happened, step by step; who is there at the end, and where. */
void story_make(struct story *story, struct names *names,
		const struct execution *execution);

/* Threads as [0 .. execution->thread_count), with their functions, and blocks:
 * all of a story that a note needs. */
void story_scene(struct story *story, struct names *names,
		 const struct execution *execution);

/* The locks that the thread holds before the step; returns how many there are,
 * of which LOCKS_SHOWN are filled in. */
uint32_t story_locks(const struct story *story, int thread, uint32_t step,
		     struct lock_fact locks[LOCKS_SHOWN]);

/* Which locks the threads of a race hold, and which orders are too weak; who
 * holds the object of another finding. */
void story_held(struct story *story, const struct execution *execution);

/* Of the semaphore or barrier at which the thread waits: who took and posted
 * it, how many have come. */
void story_meet(struct story *story, const struct execution *execution,
		int thread);

/* Why threads wait: cycles, signals, channels. */
void story_waits(struct story *story, struct names *names,
		 const struct execution *execution);

/* What threads of a livelock see. */
void story_looks(struct story *story);

/* Notes below a verdict without a finding. */
void facts_notes(struct facts *facts, struct names *names,
		 const struct outcome *outcome);

/* Reads those of facts->files where something happens. */
void facts_sources(struct facts *facts);

/* The name of a limit, as in the verdict line. */
const char *limit_name(enum limit limit);

#endif
