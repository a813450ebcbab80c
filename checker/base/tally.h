/* Counters by key. */
#ifndef MCHECK_BASE_TALLY_H
#define MCHECK_BASE_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* Open addressing; key 0 cannot be used.  {0} is empty; tally_free ends it. */
struct tally {
	struct tally_entry {
		uint64_t key, count;
	} * entries;
	size_t room; /* a power of two, or 0 */
	size_t used;
};

/* The key's counter, which begins with 0; borrowed until the next call. */
uint64_t *tally_at(struct tally *tally, uint64_t key);

void tally_free(struct tally *tally);

#endif
