/* Who holds which lock, from which step to which. */
#ifndef MCHECK_REPORT_FACTS_HOLDS_H
#define MCHECK_REPORT_FACTS_HOLDS_H

#include "report/facts/story.h"

/* Indexes of steps: the one that took the lock, and the one that let it go, or
 * step_count when none did. */
struct lock_hold {
	int thread;
	bool reading;
	uint32_t from, to;
};

struct lock_holds {
	struct lock_hold *holds;
	uint32_t count, room;
};

/* Locks taken by steps from the index `first` on, in their order. */
void holds_make(struct lock_holds *holds, const struct story *story,
		uint32_t first);
void holds_free(struct lock_holds *holds);

/* Of a mutex or read-write lock: the address that the step takes, or lets go;
 * 0: of none. */
uint64_t hold_taken(const struct step *step);
uint64_t hold_released(const struct step *step);

#endif
