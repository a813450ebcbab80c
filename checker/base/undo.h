/* The undo log: the one way to go back.
 *
 *   mark            undo_save(a)   undo_save(b)         undo_to(mark)
 *    |  old bytes of a  |  old bytes of b  |   ...   <- popped, copied back
 *
 * Whatever belongs to the state of a model (its memory, the machine's tables,
 * the race detector's knowledge) is saved here before it changes; or, where
 * little of much changes, what differs from a copy that was made before.
 *
 * An entry ends in a word that tells what it is, so that popping meets that
 * first: the address in its lower 48 bits, and above them a length in bytes up
 * to UNDO_SHORT, or what kind of entry it is. */
#ifndef MCHECK_BASE_UNDO_H
#define MCHECK_BASE_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define UNDO_SHORT 0xfff0u
enum undo_kind {
	UNDO_BYTES = UNDO_SHORT, /* as a short one; before it, the length */
	UNDO_ZERO, /* before it, a length: that much was zero, clear it */
	UNDO_WORDS /* for an address, how many pairs: an address, a word */
};
#define UNDO_ADDRESS (((uint64_t)1 << 48) - 1)

/* `off` while nothing will ever go back (a replay): then nothing is saved. */
struct undo {
	unsigned char *bytes;
	size_t length;
	size_t capacity;
	bool off;
};

void undo_grow(struct undo *undo, size_t wanted);
void undo_to(struct undo *undo, size_t mark);
/* Calls `visit` for what was saved since the mark, the newest first; not for
 * what was zero. */
void undo_each(const struct undo *undo, size_t mark,
	       void (*visit)(void *context, uint64_t address, size_t length,
			     const unsigned char *old),
	       void *context);
void undo_free(struct undo *undo);

/* The same as undo_save, of any length; and where all bytes are zero. */
void undo_save_long(struct undo *undo, const void *address, size_t length);
void undo_zero(struct undo *undo, const void *address, size_t length);

void undo_end_pairs(struct undo *undo, uint64_t count);

static inline size_t undo_mark(const struct undo *undo)
{
	return undo->length;
}

/* Where `length` bytes of the log are to be written. */
static inline unsigned char *undo_room(struct undo *undo, size_t length)
{
	unsigned char *at;

	if (undo->length + length > undo->capacity)
		undo_grow(undo, undo->length + length);
	at = undo->bytes + undo->length;
	undo->length += length;
	return at;
}

/* Saves the word that was at the address: one of a row of pairs, of any number,
 * behind the last of which undo_end_pairs says how many they were. */
static inline void undo_pair(struct undo *undo, const void *address,
			     uint64_t old)
{
	uint64_t pair[2] = {(uint64_t)(uintptr_t)address, old};

	if (!undo->off)
		memcpy(undo_room(undo, sizeof pair), pair, sizeof pair);
}

/* Saves `length` bytes at `address` before they change. */
static inline void undo_save(struct undo *undo, const void *address,
			     size_t length)
{
	size_t padded = (length + 7) & ~(size_t)7;
	uint64_t tag = (uint64_t)length << 48 | (uint64_t)(uintptr_t)address;
	unsigned char *at;

	if (undo->off)
		return;
	if (length >= UNDO_SHORT) {
		undo_save_long(undo, address, length);
		return;
	}
	at = undo_room(undo, padded + 8);
	memcpy(at, address, length);
	memcpy(at + padded, &tag, 8);
}

#endif
