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

static void add_word(struct undo *undo, uint64_t word)
{
	memcpy(undo_room(undo, 8), &word, 8);
}

static void add_tag(struct undo *undo, enum undo_kind kind, uint64_t address)
{
	add_word(undo, (uint64_t)kind << 48 | address);
}

void undo_save_long(struct undo *undo, const void *address, size_t length)
{
	if (undo->off)
		return;
	memcpy(undo_room(undo, (length + 7) & ~(size_t)7), address, length);
	add_word(undo, length);
	add_tag(undo, UNDO_BYTES, (uint64_t)(uintptr_t)address);
}

void undo_zero(struct undo *undo, const void *address, size_t length)
{
	if (undo->off)
		return;
	add_word(undo, length);
	add_tag(undo, UNDO_ZERO, (uint64_t)(uintptr_t)address);
}

void undo_end_pairs(struct undo *undo, uint64_t count)
{
	if (count && !undo->off)
		add_tag(undo, UNDO_WORDS, count);
}

static uint64_t pop_word(struct undo *undo)
{
	uint64_t word;

	undo->length -= 8;
	memcpy(&word, undo->bytes + undo->length, 8);
	return word;
}

static void pop_words(struct undo *undo, uint64_t count)
{
	const unsigned char *at;
	uint64_t pair[2];

	undo->length -= count * sizeof pair;
	at = undo->bytes + undo->length;
	for (uint64_t i = 0; i < count; i++) {
		memcpy(pair, at + i * sizeof pair, sizeof pair);
		memcpy((void *)(uintptr_t)pair[0], &pair[1], 8);
	}
}

static void pop_bytes(struct undo *undo, uint64_t address, size_t length)
{
	undo->length -= (length + 7) & ~(size_t)7;
	memcpy((void *)(uintptr_t)address, undo->bytes + undo->length, length);
}

void undo_to(struct undo *undo, size_t mark)
{
	while (undo->length > mark) {
		uint64_t tag = pop_word(undo), kind = tag >> 48;
		uint64_t address = tag & UNDO_ADDRESS;

		if (kind == 8)
			pop_bytes(undo, address, 8);
		else if (kind < UNDO_SHORT)
			pop_bytes(undo, address, kind);
		else if (kind == UNDO_WORDS)
			pop_words(undo, address);
		else if (kind == UNDO_BYTES)
			pop_bytes(undo, address, pop_word(undo));
		else
			memset((void *)(uintptr_t)address, 0, pop_word(undo));
	}
}

void undo_each(const struct undo *undo, size_t mark,
	       void (*visit)(void *context, uint64_t address, size_t length,
			     const unsigned char *old),
	       void *context)
{
	struct undo at = *undo; /* is popped, and nothing put back */

	while (at.length > mark) {
		uint64_t tag = pop_word(&at), kind = tag >> 48, pair[2];
		uint64_t address = tag & UNDO_ADDRESS;
		size_t length = kind < UNDO_SHORT ? kind : 0;

		if (kind == UNDO_BYTES || kind == UNDO_ZERO)
			length = pop_word(&at);
		if (kind == UNDO_ZERO)
			continue;
		for (; kind == UNDO_WORDS && address > 0; address--) {
			at.length -= sizeof pair;
			memcpy(pair, at.bytes + at.length, sizeof pair);
			visit(context, pair[0], 8, at.bytes + at.length + 8);
		}
		if (kind == UNDO_WORDS)
			continue;
		at.length -= (length + 7) & ~(size_t)7;
		visit(context, address, length, at.bytes + at.length);
	}
}

void undo_free(struct undo *undo)
{
	mem_free(undo->bytes);
	undo->bytes = NULL;
	undo->length = undo->capacity = 0;
}
