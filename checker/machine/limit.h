/* Limits: why a search ended without a verdict on everything. */
#ifndef MCHECK_MACHINE_LIMIT_H
#define MCHECK_MACHINE_LIMIT_H

/* The order is that of limit_name (report/text/limit.c). */
enum limit {
	LIMIT_NONE,
	LIMIT_MEMORY,
	LIMIT_THREADS,
	LIMIT_KNOWLEDGE,
	LIMIT_OBJECTS,
	LIMIT_CHANNEL,
	LIMIT_LIBRARY,
	LIMIT_UNSEEN,
	LIMIT_CYCLES,
	LIMIT_STATES,
	LIMIT_BUDGET,
	LIMIT_TABLE,
	LIMIT_DEPTH,
	LIMIT_PREEMPTIONS,
	LIMIT_RANDOM,
	LIMIT_INTERRUPTED,
	LIMIT_COUNT
};

#endif
