/* A thread at the end of an execution, and why it waits or loops. */
#ifndef MCHECK_REPORT_FACTS_THREAD_FACT_H
#define MCHECK_REPORT_FACTS_THREAD_FACT_H

#include <stdbool.h>
#include <stdint.h>

#include "race/finding.h"
#include "machine/world/operation_kind.h"
#include "trace/name.h"

/* What a thread of a livelock looks at, over and over. */
#define LOOKS_SHOWN 6u
struct look {
	uint32_t step; /* index of the first by which it looks there */
	bool varies;   /* it does not see the same each time */
	bool fails;    /* it tries to get it, and cannot */
	bool own;      /* it changes it there itself */
	int changer;   /* another thread that changes it there, or -1 */
};

/* Who has used a channel so far. */
struct channel_use {
	struct name object;
	bool sends[MAX_THREADS], receives[MAX_THREADS];
	bool closed;
};

/* What became of the signals for a thread that waits for one: there were some
 * since, there was one before, there was none. */
enum signal_story {
	SIGNALS_UNASKED,
	SIGNALS_SINCE,
	SIGNALS_BEFORE,
	NO_SIGNALS
};
#define SIGNALS_SHOWN 5u

struct wait_case {
	bool sends; /* else it receives */
	struct name channel;
};

/* A thread at the end, and what it waits for: its `object` or, for OP_JOIN,
 * its holder; for OP_SELECT, one of its cases. */
struct thread_fact {
	const char *function; /* NULL: unknown */
	bool alive, ended;
	bool waits;         /* it is a part of the deadlock */
	bool loops;         /* it goes round for ever; else it waits */
	bool gains;         /* and gets what it waits for, on the way */
	bool stuck, behind; /* as in execution.h */
	bool taken_known;
	enum operation_kind kind;  /* of its pending operation */
	const char *operation;     /* its name: "lock" */
	const char *verb;          /* "waits to lock" */
	struct name object;        /* which another thread may hold: */
	int holder;                /* see execution.h */
	struct place place, taken; /* where it is; where the holder took it */
	int next;                  /* stuck: the one it waits for, or -1 */
	bool heads_cycle;          /* of `next`, the first thread on it */
	bool holder_ended;         /* without unlocking */
	int last_take, last_post;  /* of the semaphore: steps, or -1 */
	/* At a barrier: how many wait there, of how many; 0: unknown. */
	uint64_t arrived, parties;
	bool arrives_first; /* of those who wait there */
	enum signal_story signal_story;
	uint32_t signals[SIGNALS_SHOWN], signal_count; /* indexes of steps */
	struct look looks[LOOKS_SHOWN];
	uint32_t look_count;
	struct wait_case *cases; /* the first `cases_named` of case_count */
	struct channel_use *channels;
	uint64_t case_count;
	uint32_t cases_named, channel_count;
};

#endif
