/* Which bytes of the heap were never set since malloc gave them.
 *
 * A bit for each byte, in a shadow of one byte a word: 1 means never set.  It
 * is part of the state: saved to the undo log, and hashed into the sum of
 * memory; a word that is wholly set counts nothing. */
#ifndef MCHECK_MACHINE_MEMORY_UNSET_H
#define MCHECK_MACHINE_MEMORY_UNSET_H

#include "machine/machine.h"

/* A new block, whose memory holds nothing yet. */
void unset_block(struct machine *machine, const struct block *block);

/* The bytes are about to be written. */
void unset_write(struct machine *machine, uint64_t address, uint64_t size);

/* `size` bytes were copied: what was not set in the one place is not set in
 * the other.  To be called behind unset_write. */
void unset_copy(struct machine *machine, uint64_t to, uint64_t from,
		uint64_t size);

/* Is no byte of the range set?  A range of which some are is no finding: it may
 * be a structure with padding, or a unit of bit-fields. */
bool unset_all(const struct machine *machine, uint64_t address, uint64_t size);

/* States the finding, if none of the range is set; false then. */
bool unset_check(struct machine *machine, int thread, uint64_t address,
		 uint64_t size, uint64_t pc);

/* clang calls the hook of a read before a write into a bit-field, which is no
 * use of what is read: there such a read waits for what comes next.  True when
 * it is kept back; unset_settle states the finding (and gives false), unless
 * `address` is that of a write to the same place (0: something else comes). */
void unset_keep_back(struct machine *machine, int thread, uint64_t address,
		     uint64_t size, uint64_t pc);
bool unset_settle(struct machine *machine, int thread, uint64_t address);

/* What all words of the range count in the sum of memory. */
hash128 unset_sum(const struct machine *machine, uint64_t from, uint64_t to);

#endif
