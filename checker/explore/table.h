/* The table of states: fingerprints, each with the number it was visited as.
 *
 * 21 bytes a fingerprint, in lines of 64 bytes that are two thirds full at the
 * least: under 32 bytes a state.  It grows in place and bit by bit: no state is
 * kept twice, and no visit takes long.
 *
 * With a limit on its memory it forgets states instead of growing: only such
 * as the caller lets go, so that what is on the path is always found. */
#ifndef MCHECK_EXPLORE_TABLE_H
#define MCHECK_EXPLORE_TABLE_H

#include <stdbool.h>

#include "base/hash.h"

#define TABLE_MAX_NUMBER (((uint64_t)1 << 40) - 1)

/* The first `count` entries are used; as large as a line of a cache. */
struct table_line {
	uint64_t low[3], high[3]; /* the fingerprints */
	uint32_t number_low[3];
	uint8_t number_high[3];
	uint8_t count;
};

/* {0} is an empty table. */
struct table {
	/* Set by the owner; they outlive table_clear. */
	uint64_t most_bytes; /* 0: no limit */
	/* With a limit: may the state of this number be forgotten? */
	bool (*may_forget)(const void *context, uint64_t number);
	const void *context;

	uint64_t count;     /* fingerprints that are stored now */
	uint64_t forgotten; /* how many were, for want of memory */

	/* See table.c. */
	struct table_line *line;
	uint64_t room, lines, wider, border;
	struct table_moved *moved;
	uint64_t moved_room;
};

/* The number of the fingerprint (up to TABLE_MAX_NUMBER); when it is not there
 * it is entered as `number`.  A fingerprint that was forgotten is new again.
 * When there is nothing that may be forgotten the limit is exceeded. */
uint64_t table_visit(struct table *table, hash128 fingerprint, uint64_t number);

/* Is the fingerprint there?  Then its number. */
bool table_find(const struct table *table, hash128 fingerprint,
		uint64_t *number);

/* Room for so many lines at the least. */
void table_make_room(struct table *table, uint64_t room);

/* Has the memory fetched that table_visit of the fingerprint will look at. */
void table_prefetch(const struct table *table, hash128 fingerprint);

/* Forgets all and gives the memory back. */
void table_clear(struct table *table);

/* The memory in use. */
uint64_t table_bytes(const struct table *table);

#endif
