/* Which executions that never end are fair, and whether a component has one.
 *
 * mcheck takes a scheduler to be fair that lets a thread go again and again if
 * the thread can go again and again (strong fairness; Lehmann, Pnueli, Stavi,
 * "Impartiality, justice and fairness", ICALP 1981).  So in a fair cycle each
 * thread moves, or is disabled all along.  Two more things are relied on:
 *
 * - What is spurious (a wake-up without a signal, overtaking a writer, a weak
 *   compare-exchange that fails for no reason) does not happen for ever.
 * - A thread that comes to the same choice again and again (mc_choose, a case
 *   of a select, whom a signal wakes) takes each alternative again and again.
 *
 * And a cycle with a call of mc_progress does useful work. */
#ifndef MCHECK_EXPLORE_STATES_FAIR_H
#define MCHECK_EXPLORE_STATES_FAIR_H

#include "explore/states/graph.h"

/* What is asked of a component: whether a fair execution stays in it for ever,
 * without spurious steps, in which from some point on no step is `without` one
 * of these marks, and which has steps with one of the marks `with`. */
struct fair_question {
	bool progress;    /* calls of mc_progress do not count */
	int thread;       /* of which it is asked; -1: all */
	unsigned without; /* its steps with these marks are not taken, nor those
			    * that give it something */
	unsigned nobodys; /* no thread's steps with these are */
	unsigned with;    /* it, or each that moves, has a step with these; 0:
			    * it goes on at all, or waits for ever */
	uint16_t lock;    /* which those steps are about, and which the thread
			    * never has; 0: any */
};

/* Makes of graph->waits, of each node, who waits in all states from which it
 * comes back there: without spurious steps, which would seem to let go who
 * merely looks, and waits again.  To be called once, before the questions of
 * single threads. */
void fair_waits(struct graph *graph);

/* Then some of the edges are live, and the execution can go along all of those
 * that lead from nodes of `*part` to such, and along no others. */
bool fair_find(struct graph *graph, const struct fair_question *question,
	       uint32_t *part);

/* Is it a step with one of the marks `with`? */
static inline bool fair_shows(const struct fair_question *question,
			      const struct edge *edge)
{
	return edge->marks & question->with &&
	       (!question->lock || edge->lock == question->lock);
}

/* A live edge within its node's part? */
static inline bool fair_edge(const struct graph *graph, uint32_t part,
			     const struct edge *edge)
{
	return edge->live && edge->to < EDGE_NEVER &&
	       graph->nodes[edge->to].part == part;
}

#endif
