/* A strongly connected component of the graph of states, all at hand: its
 * states as nodes, and the ways from each as edges. */
#ifndef MCHECK_EXPLORE_STATES_GRAPH_H
#define MCHECK_EXPLORE_STATES_GRAPH_H

#include "explore/states/dfs.h"
#include "explore/states/gain.h"

/* Where an edge leads that does not stay in the component: out of it; or to
 * where an mc_assume is false, into an execution that does not count. */
#define EDGE_OUT UINT32_MAX
#define EDGE_NEVER (UINT32_MAX - 1)

struct edge {
	uint32_t to; /* a node, or one of the above */
	uint16_t alternative;
	uint8_t thread;
	uint8_t marks;     /* what the thread has of it: a set of enum mark */
	uint8_t others;    /* who runs on as well: in graph.others */
	uint16_t lock;     /* that it is about: in graph.locks */
	bool spurious : 1; /* a spurious way, see machine_is_spurious */
	bool progress : 1; /* is a call of mc_progress */
	bool live : 1;     /* can go on for ever along it; see fair.h */
};

struct node {
	uint64_t first; /* its edges */
	uint32_t count;
	uint32_t part; /* that it belongs to now; see fair.h */
};

/* Different sets of threads to whom one step gives something, at most; more
 * are taken for no service. */
#define GRAPH_OTHERS 255u

/* As many locks and semaphores; more are not told apart from none. */
#define GRAPH_LOCKS 1024u

/* Node 0 is the state that the search reached first. */
struct graph {
	struct node *nodes;
	uint32_t node_count;
	struct edge *edges;
	uint64_t edge_count, edge_room;
	struct thread_set others[GRAPH_OTHERS]; /* 0: nobody */
	uint32_t others_count;
	uint64_t locks[GRAPH_LOCKS]; /* 0: none */
	uint32_t lock_count;
	int thread_count;
	struct thread_set ends;   /* who do so in some execution, see ends.h */
	struct thread_set *waits; /* of each node: see gain_waits; after
				   * fair_waits, see there */
};

/* The component whose first state is that of the top frame, where the machine
 * is.  False, with a limit set in the result, when the search has to end.  The
 * graph is to be freed in either case. */
bool graph_build(struct graph *graph, struct dfs *dfs);

void graph_free(struct graph *graph);

/* The threads that can go in this state, and not only spuriously. */
struct thread_set graph_enabled(const struct graph *graph, uint32_t node);

#endif
