/* The edges of an execution while they are found: for edges.c.
 *
 * Each step has a vector clock: for each thread, the index + 1 of its latest
 * step that happens before, or is, this one. */
#ifndef MCHECK_REPORT_FACTS_WEAVE_H
#define MCHECK_REPORT_FACTS_WEAVE_H

#include "report/facts/edges.h"

/* `last`: of each thread, the index + 1 of its last step so far; `owed`: of the
 * step of another that let it go on, and how. */
struct weave {
	const struct story *story;
	struct edges *edges;
	uint32_t first;
	uint32_t *clocks;
	uint32_t last[MAX_THREADS], owed[MAX_THREADS];
	enum edge_kind owed_kind[MAX_THREADS];
};

/* The clock of the step, a number for each thread; borrowed. */
uint32_t *weave_clock(const struct weave *weave, uint32_t index);

/* Adds an edge, unless it orders what is ordered already. */
void weave_edge(struct weave *weave, uint32_t from, uint32_t to,
		enum edge_kind kind);

/* The edges to the step `to` of atomics, plain accesses and fences. */
void weave_reads(struct weave *weave, uint32_t to);

#endif
