/* A hint: what would mend the model, as data. */
#ifndef MCHECK_EXPLORE_RUN_HINT_H
#define MCHECK_EXPLORE_RUN_HINT_H

#include <stdint.h>

#define HINTS_MOST 8u
#define HINT_THREADS 4u
#define HINTS_SOME 3u /* unless told otherwise */

enum hint_kind {
	HINT_BROADCAST, /* in place of the signal at `pc`; 0: of each one */
	HINT_ORDER, /* the same everywhere, of the mutexes that `threads` wait
		     * for */
	HINT_KIND_COUNT
};

struct hint {
	enum hint_kind kind;
	uint64_t pc;
	int16_t threads[HINT_THREADS];
	uint32_t thread_count;
};

struct hints {
	struct hint hint[HINTS_MOST]; /* the best one first */
	uint32_t count;
};

#endif
