/* The undo log: the one way to go back.
 *
 *   mark            undo_save(a)   undo_save(b)         undo_to(mark)
 *    |  old bytes of a  |  old bytes of b  |   ...   <- popped, copied back
 *
 * Whatever belongs to the state of a model (its memory, the machine's tables,
 * the race detector's knowledge) is saved here before it changes. */
#ifndef MCHECK_BASE_UNDO_H
#define MCHECK_BASE_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum undo_kind {
	UNDO_BYTES, /* copy the old bytes back */
	UNDO_ZERO,  /* the range was zero before: clear it */
	UNDO_STACK  /* copy back, and clear what lies below (see thread.c) */
};

/* Follows the saved bytes in the log, so that popping meets it first. */
struct undo_entry {
	uint64_t address;
	uint32_t length;
	uint32_t kind;
};

/* `off` while nothing will ever go back (a replay): then nothing is saved. */
struct undo {
	unsigned char *bytes;
	size_t length;
	size_t capacity;
	bool off;
	/* UNDO_STACK: clears from where the stack ends now up to `address`. */
	void (*clear_below)(void *context, uint64_t address);
	void *context;
};

void undo_grow(struct undo *undo, size_t wanted);
void undo_to(struct undo *undo, size_t mark);
void undo_free(struct undo *undo);

static inline size_t undo_mark(const struct undo *undo)
{
	return undo->length;
}

static inline void undo_put(struct undo *undo, enum undo_kind kind,
			    const void *address, size_t length)
{
	size_t padded = kind == UNDO_ZERO ? 0 : (length + 7) & ~(size_t)7;
	struct undo_entry entry = {(uint64_t)(uintptr_t)address,
				   (uint32_t)length, kind};

	if (undo->off)
		return;
	if (undo->length + padded + sizeof entry > undo->capacity)
		undo_grow(undo, undo->length + padded + sizeof entry);
	if (padded)
		memcpy(undo->bytes + undo->length, address, length);
	memcpy(undo->bytes + undo->length + padded, &entry, sizeof entry);
	undo->length += padded + sizeof entry;
}

/* Saves `length` bytes at `address` (under 4 GiB) before they change. */
static inline void undo_save(struct undo *undo, const void *address,
			     size_t length)
{
	undo_put(undo, UNDO_BYTES, address, length);
}

#endif
