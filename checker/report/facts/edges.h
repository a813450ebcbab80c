/* What orders the steps of different threads in an execution: a graph that
 * pictures are drawn from.  The order of a thread's own steps is not in it. */
#ifndef MCHECK_REPORT_FACTS_EDGES_H
#define MCHECK_REPORT_FACTS_EDGES_H

#include "report/facts/story.h"

enum edge_kind {
	EDGE_CREATE,
	EDGE_JOIN,
	EDGE_LOCK, /* an unlock before the next lock */
	EDGE_WAKE, /* a signal, and whom it woke: this alone orders nothing */
	EDGE_POST, /* of a semaphore */
	EDGE_BARRIER, /* the last one came */
	EDGE_MESSAGE, /* on a channel */
	EDGE_ONCE,
	EDGE_SYNCHRONISES, /* an acquiring read sees what was released */
	EDGE_READS,        /* a read sees a write: this alone orders nothing */
	EDGE_KIND_COUNT
};

/* Indexes of steps that have a number; `from` is the earlier one. */
struct edge {
	uint32_t from, to;
	enum edge_kind kind;
};

struct edges {
	struct edge *edges;
	uint32_t count, room;
};

/* "unlock before lock"; a constant. */
const char *edge_name(enum edge_kind kind);

/* Is the earlier step of such an edge one that happens before the later? */
bool edge_orders(enum edge_kind kind);

/* The edges between the steps from the index `first` on, without those that
 * others imply.  Takes time in the square of the number of these steps. */
void edges_make(struct edges *edges, const struct story *story, uint32_t first);
void edges_free(struct edges *edges);

#endif
