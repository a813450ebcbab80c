/* A note below a verdict without a finding. */
#ifndef MCHECK_REPORT_FACTS_NOTE_H
#define MCHECK_REPORT_FACTS_NOTE_H

#include "machine/learn/lock_order.h"
#include "report/facts/story.h"

enum note_kind {
	NOTE_ASSUMED_AWAY, /* an mc_assume ends every execution */
	NOTE_WEAK_ORDERS,
	NOTE_ENDLESS, /* executions, that are no livelock */
	NOTE_WRITTEN_FILES,
	NOTE_HANDLERS,   /* of signals: they are never run */
	NOTE_NO_INPUT,   /* it reads stdin, without --stdin=FILE */
	NOTE_LEAKS,      /* of `count` blocks */
	NOTE_UNFINISHED, /* `count` threads; one of them is at `place` */
	NOTE_UNJOINED,   /* `count` threads; the first was created at `place` */
	NOTE_LOCK_ORDER
};

struct lock_edge {
	int thread;
	struct name held, wanted;
	struct place held_at, wanted_at;
};

/* Threads and blocks in it are those of `scene`, which has no more. */
struct note {
	enum note_kind kind;
	const char *name; /* "lock-order" */
	uint64_t count;
	int thread;
	bool begun;
	struct place place;
	struct lock_edge edges[ORDER_MAX_CYCLE];
	uint32_t edge_count;
	struct story scene;
};

#endif
