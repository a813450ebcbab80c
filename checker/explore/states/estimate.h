/* How many states there may be in all: an estimate, from a depth-first search
 * that has seen some of them.
 *
 * The first path goes down to its end; then the search climbs back along it,
 * and has seen all that lies below the place it has come to.
 *
 *   depth   0  o                       ?   states in all
 *           :  :
 *           6  o  <- it is here      200   states
 *           8  o                      60   states were seen when it was here
 *           :  :
 *          12  o  the first end
 *
 * Where several threads take turns, what lies below grows as some power of the
 * height: N threads of K steps have about K^N states.  So the power is found
 * from what was seen at half of the height climbed and at all of it, and the
 * estimate goes on like that to the top.  It is mostly right to a factor of
 * three once two thirds of the path were climbed, and too low before that.
 *
 * (How trees are estimated: Knuth, "Estimating the efficiency of backtrack
 * programs", 1975.  It does not serve here, as most ways lead to states that
 * were seen before.) */
#ifndef MCHECK_EXPLORE_STATES_ESTIMATE_H
#define MCHECK_EXPLORE_STATES_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* {0} at the beginning; estimate_free ends it. */
struct estimate {
	size_t end;     /* the depth of the first end; 0: not yet there */
	size_t depth;   /* to which the search has come back */
	uint64_t *seen; /* states, when it was at each depth: [depth .. end] */
	size_t room;    /* of that */
};

void estimate_climb(struct estimate *estimate, size_t depth, uint64_t seen);

/* The search is at this depth, and all ways from there were gone. */
static inline void estimate_note(struct estimate *estimate, size_t depth,
				 uint64_t seen)
{
	if (!estimate->end || depth < estimate->depth)
		estimate_climb(estimate, depth, seen);
}

/* The estimate of all, when so many were seen; 0: too little is known. */
uint64_t estimate_all(const struct estimate *estimate, uint64_t seen);

/* Is that mostly too low: not a twentieth of it was seen, or the search has not
 * climbed two thirds of its first path? */
bool estimate_is_low(const struct estimate *estimate, uint64_t seen);

void estimate_free(struct estimate *estimate);

#endif
