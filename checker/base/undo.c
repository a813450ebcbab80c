/* The undo log: growing, and going back. */
#include "base/undo.h"

#include "base/alloc.h"

void undo_grow(struct undo *undo, size_t wanted)
{
	size_t capacity = undo->capacity ? undo->capacity : 1 << 16;

	while (capacity < wanted)
		capacity += capacity / 2;
	undo->bytes = mem_resize(undo->bytes, capacity);
	undo->capacity = capacity;
}

static void put_back(struct undo *undo, const struct undo_entry *entry,
		     const unsigned char *old)
{
	void *at = (void *)(uintptr_t)entry->address;

	if (entry->kind == UNDO_ZERO) {
		memset(at, 0, entry->length);
		return;
	}
	if (entry->kind == UNDO_STACK)
		undo->clear_below(undo->context, entry->address);
	memcpy(at, old, entry->length);
}

void undo_to(struct undo *undo, size_t mark)
{
	struct undo_entry entry;
	size_t padded;

	while (undo->length > mark) {
		undo->length -= sizeof entry;
		memcpy(&entry, undo->bytes + undo->length, sizeof entry);
		padded =
			entry.kind == UNDO_ZERO ? 0 : (entry.length + 7u) & ~7u;
		undo->length -= padded;
		put_back(undo, &entry, undo->bytes + undo->length);
	}
}

void undo_free(struct undo *undo)
{
	mem_free(undo->bytes);
	undo->bytes = NULL;
	undo->length = undo->capacity = 0;
}
