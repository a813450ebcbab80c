/* The table of states: fingerprints, each with the number it was visited as. */
#ifndef MCHECK_EXPLORE_TABLE_H
#define MCHECK_EXPLORE_TABLE_H

#include "base/hash.h"

struct table_entry {
	uint64_t low, high; /* the fingerprint; both 0: free */
	uint64_t number;
};

/* Open addressing with linear probing; {0} is an empty table. */
struct table {
	struct table_entry *entries;
	uint64_t room; /* a power of two */
	uint64_t count;
};

/* The number of the fingerprint; when it is new it is entered as `number`. */
uint64_t table_visit(struct table *table, hash128 fingerprint, uint64_t number);

/* Calls `visit` for each entry, in whatever order; entering them all in an
 * empty table makes one that answers alike. */
void table_each(const struct table *table,
		void (*visit)(void *context, struct table_entry entry),
		void *context);

void table_clear(struct table *table);
uint64_t table_bytes(const struct table *table);

#endif
