/* A moment of an execution: between two of its steps.
 *
 *   step 1    step 2    step 3
 *   |         |         |
 * 0         1         2         3 = number of the last step that was made
 *
 * Steps without a number belong to the one before them. */
#ifndef MCHECK_REPORT_STEP_MOMENT_H
#define MCHECK_REPORT_STEP_MOMENT_H

#include "report/facts/holds.h"
#include "report/text/page.h"

struct moment {
	struct page *page; /* for names */
	const struct story *story;
	const struct lock_holds *holds; /* of the whole story */
	uint32_t number;                /* of the last step that was made */
	uint32_t end;                   /* the index behind it */
	bool last;                      /* nothing comes behind it */
};

/* The moment behind the step with this number. */
struct moment moment_at(struct page *page, const struct lock_holds *holds,
			uint32_t number);

/* How many numbers there are. */
uint32_t moment_count(const struct story *story);

/* The step that led to it; NULL: none, it is the beginning. */
const struct step *moment_step(const struct moment *moment);

/* Was the thread created by then? */
bool moment_exists(const struct moment *moment, int thread);

/* Appends what the thread does then, or waits for, in a clause; where it is. */
struct place moment_thread(const struct moment *moment, int thread,
			   struct text *text);

#endif
