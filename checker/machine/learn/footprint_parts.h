/* The structures of footprints, see footprint.h. */
#ifndef MCHECK_MACHINE_LEARN_FOOTPRINT_PARTS_H
#define MCHECK_MACHINE_LEARN_FOOTPRINT_PARTS_H

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
	/* An even number: a word has two. */
	USED_WORDS = (USED_ENDS + 128 + 1) & ~1
};

/* Uses of one object conflict unless both read or both meet: these are changes
 * of which the order does not matter (coming to a barrier; an addition of which
 * nobody uses the result, while there is no knowledge that it could pass on).
 * Where it matters after all (`order_matters`), meeting is writing. */
enum use_mode {
	USE_READ,
	USE_WRITE,
	USE_MEET,
	USE_HOLD, /* of a mutex, by who takes it, holds it, lets it go */
	USE_MODES,
	USE_LET_GO /* by its holder: conflicts with no use of that kind */
};

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

struct footprint_place {
	uint64_t key;
	uint32_t *next; /* places that came next */
	uint32_t next_count, next_room;
	struct uses extra; /* what its step used beside its operation's */
	struct footprint_set own;    /* what the step from here has used */
	struct footprint_set future; /* at the beginning of this search */
};

/* What is added to these two must be in footprint_save.c as well. */
struct footprint {
	struct footprint_place *places; /* place 0 is not used */
	uint32_t place_count;
	uint32_t objects; /* numbers given so far */
	/* Who uses an object (additions: of which size, at which byte);
	 * does their order matter after all? */
	uint64_t users[FOOTPRINT_OBJECTS];
	bool order_matters[FOOTPRINT_OBJECTS];
	uint32_t slots[4 * FOOTPRINT_PLACES]; /* hash table of places */
	bool stale;        /* something happened that no future allowed for */
	uint32_t revision; /* of the two arrays above and the line below */
	bool last_matters; /* the first thread has ended before others */
};

#endif
