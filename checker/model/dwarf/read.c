/* A cursor over untrusted bytes. */
#include "model/dwarf/read.h"

#include <string.h>

#include "base/alloc.h"

static bool fail(struct dwarf_cursor *cursor)
{
	cursor->failed = true;
	cursor->at = cursor->end;
	return false;
}

static bool has(struct dwarf_cursor *cursor, uint64_t size)
{
	if (!cursor->at || size > (size_t)(cursor->end - cursor->at))
		return fail(cursor);
	return true;
}

struct dwarf_cursor dwarf_read_from(struct dwarf_span span, uint64_t offset)
{
	struct dwarf_cursor cursor = {span.bytes, NULL, !span.bytes};

	if (!span.bytes)
		return cursor;
	cursor.end = span.bytes + span.size;
	if (offset > span.size)
		fail(&cursor);
	else
		cursor.at += offset;
	return cursor;
}

uint64_t dwarf_read_number(struct dwarf_cursor *cursor, unsigned width)
{
	uint64_t number = 0;

	if (!has(cursor, width))
		return 0;
	for (unsigned i = 0; i < width; i++)
		number |= (uint64_t)*cursor->at++ << 8 * i;
	return number;
}

/* The bits, and in `*shift` how many of them the number holds. */
static uint64_t read_leb(struct dwarf_cursor *cursor, unsigned *shift,
			 unsigned char *last)
{
	uint64_t number = 0;

	*shift = 0;
	do {
		*last = (unsigned char)dwarf_read_number(cursor, 1);
		if (*shift < 64)
			number |= (uint64_t)(*last & 0x7f) << *shift;
		if (*shift < 64)
			*shift += 7;
	} while (*last & 0x80);
	return number;
}

uint64_t dwarf_read_uleb(struct dwarf_cursor *cursor)
{
	unsigned shift;
	unsigned char last;

	return read_leb(cursor, &shift, &last);
}

int64_t dwarf_read_sleb(struct dwarf_cursor *cursor)
{
	unsigned shift;
	unsigned char last;
	uint64_t number = read_leb(cursor, &shift, &last);

	if ((last & 0x40) && shift < 64)
		number |= ~UINT64_C(0) << shift;
	return (int64_t)number;
}

const char *dwarf_read_string(struct dwarf_cursor *cursor)
{
	const char *string = (const char *)cursor->at;
	const unsigned char *nul = NULL;

	if (has(cursor, 1))
		nul = memchr(cursor->at, 0, (size_t)(cursor->end - cursor->at));
	if (!nul) {
		fail(cursor);
		return NULL;
	}
	cursor->at = nul + 1;
	return string;
}

struct dwarf_span dwarf_read_block(struct dwarf_cursor *cursor, uint64_t size)
{
	struct dwarf_span span = {0};

	if (!has(cursor, size))
		return span;
	span = (struct dwarf_span){cursor->at, (size_t)size};
	cursor->at += size;
	return span;
}

bool dwarf_read_unit(struct dwarf_cursor *cursor, struct dwarf_cursor *unit)
{
	uint64_t length = dwarf_read_number(cursor, 4);
	bool wide = length == 0xffffffff;
	struct dwarf_span span;

	if (wide)
		length = dwarf_read_number(cursor, 8);
	span = dwarf_read_block(cursor, length);
	*unit = dwarf_read_from(span, wide ? span.size : 0);
	return !cursor->failed;
}

void *dwarf_read_room(void *items, size_t count, size_t item_size)
{
	/* Capacity is 16, then the powers of two, so it needs no field. */
	if (count == 0)
		return mem_resize(items, 16 * item_size);
	if (count >= 16 && (count & (count - 1)) == 0)
		return mem_resize(items, 2 * count * item_size);
	return items;
}
