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
 * TACAS 2003); why it is sound stands in explore/persistent.c.
 *
 * What is known is never forgotten, and is no part of the state. */
#ifndef MCHECK_MACHINE_FOOTPRINT_H
#define MCHECK_MACHINE_FOOTPRINT_H

#include <stdbool.h>
#include <stdint.h>

#define FOOTPRINT_OBJECTS 8192
#define FOOTPRINT_WORDS (FOOTPRINT_OBJECTS / 64)
#define FOOTPRINT_PLACES 4096

/* Objects that are no words of memory; each half of an aligned word of the
 * model's memory gets a number of its own when it is first used.  When there
 * are no numbers left, all further words share the last two. */
enum {
	USED_NOTHING,
	USED_ALL,     /* conflicts with whatever anybody does */
	USED_SLOTS,   /* thread slots, numbered in the order of creation */
	USED_LIBRARY, /* what libc keeps for the program */
	USED_LAST,    /* who is the last thread to end */
	USED_JOINS,   /* + slot: it is joined, detached */
	USED_ENDS = USED_JOINS + 128, /* + slot: its end, where that is seen */
	USED_WORDS = USED_ENDS + 128 + 1 /* even, as there are two of each */
};

/* Uses of one object conflict unless both read or both meet: these are changes
 * of which the order does not matter (coming to a barrier; an addition of which
 * nobody uses the result, while there is no knowledge that it could pass on).
 * Where it matters after all, the object is `apart`: meeting is writing. */
enum use_mode { USE_READ, USE_WRITE, USE_MEET, USE_MODES };

struct use {
	uint16_t object;
	uint8_t mode;
};

/* At the most, for one operation. */
#define MAX_USES 8
struct uses {
	struct use use[MAX_USES];
	int count;
};

struct footprint_set {
	uint64_t bits[USE_MODES][FOOTPRINT_WORDS];
};

struct place {
	uint64_t key;
	uint32_t *next; /* places that came next */
	uint32_t next_count, next_room;
	struct uses beyond; /* what its step used beside its operation's */
	struct footprint_set own;    /* what the step from here has used */
	struct footprint_set future; /* at the beginning of this search */
};

/* What is added to these two must be in footprint_save.c as well. */
struct footprint {
	struct place *places; /* place 0 is not used */
	uint32_t place_count;
	uint32_t objects; /* numbers given so far */
	/* Who meets at an object; does the order of meeting matter after all? */
	uint64_t meets[FOOTPRINT_OBJECTS];
	bool apart[FOOTPRINT_OBJECTS];
	uint32_t slots[4 * FOOTPRINT_PLACES]; /* hash table of places */
	bool stale; /* something happened that no future allowed for */
	uint32_t revision; /* of the two arrays above and the line below */
	bool last_matters; /* the first thread has ended before others */
};

struct machine;

struct footprint *footprint_open(void);

/* Makes the hash table of places anew. */
void footprint_index(struct footprint *footprint);

/* What is known now becomes the futures of a new search. */
void footprint_begin(struct footprint *footprint);

/* The thread's operation is about to be made: does its order matter after all?
 */
void footprint_perform(struct machine *machine, int thread);

/* The thread has come to ask for something, or has ended: its place, and what
 * that teaches.  `from`: the place of the thread whose step this was. */
void footprint_arrive(struct machine *machine, int thread, uint32_t from);

/* What the thread's pending operation will use; what else its step may use is
 * `beyond` of its place. */
void footprint_uses(struct machine *machine, int thread, struct uses *uses);

/* Adds uses; too many are USED_ALL. */
void footprint_add(struct uses *uses, const struct uses *more);

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
		footprint_has(set, USE_MEET, use.object));
}

#endif
