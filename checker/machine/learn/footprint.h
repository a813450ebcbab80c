/* Footprints: what each thread may still use, learned while searching.
 *
 * A thread's *place* is where it stands: its slot, its pending operation's kind
 * and the return addresses of its innermost calls.  Of each place is known
 * which objects the step from there has ever used, and which places came next;
 * so also, closed over what follows, all that a thread may use from there on:
 *
 *	place 3: locks m  -->  place 4: unlocks m  -->  place 3, place 5: end
 *	future of 3: {m}       future of 4: {m}         future of 5: {}
 *
 * A search takes the futures as they are known at its beginning.  When a step
 * does what no future allowed for, that is noted, and the search is `stale`:
 * it must begin again with what is known now.  This is the optimistic method of
 * Stoller and Cohen ("Optimistic synchronization-based state-space reduction",
 * TACAS 2003); why it is sound stands in explore/states/persistent.c.
 *
 * What is known is never forgotten, and is no part of the state. */
#ifndef MCHECK_MACHINE_LEARN_FOOTPRINT_H
#define MCHECK_MACHINE_LEARN_FOOTPRINT_H

#include "machine/learn/footprint_parts.h"

struct machine;

struct footprint *footprint_open(void);

/* Makes the hash table of places anew. */
void footprint_index(struct footprint *footprint);

/* What is known now becomes the futures of a new search. */
void footprint_begin(struct footprint *footprint);

/* The thread has come to ask for something, of which the uses are `uses`, or
 * has ended: its place, and what that teaches.  `from`: the place of the thread
 * whose step this was. */
void footprint_arrive(struct machine *machine, int thread, uint32_t from,
		      const struct uses *uses);

static inline bool footprint_has(const struct footprint_set *set,
				 enum use_mode mode, unsigned object)
{
	return set->bits[mode][object / 64] >> object % 64 & 1;
}

/* Does a use conflict with anything in the set? */
static inline bool footprint_conflicts(const struct footprint_set *set,
				       struct use use)
{
	return footprint_has(set, USE_WRITE, use.object) ||
	       (use.mode != USE_READ &&
		footprint_has(set, USE_READ, use.object)) ||
	       (use.mode != USE_MEET &&
		footprint_has(set, USE_MEET, use.object)) ||
	       (use.mode != USE_LET_GO &&
		footprint_has(set, USE_HOLD, use.object));
}

#endif
