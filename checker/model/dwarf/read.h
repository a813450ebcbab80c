/* A cursor over untrusted bytes: every read is checked, and the first one
 * that does not fit makes this and all later reads give zero. */
#ifndef MCHECK_MODEL_DWARF_READ_H
#define MCHECK_MODEL_DWARF_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dwarf_span {
	const unsigned char *bytes;
	size_t size;
};

struct dwarf_cursor {
	const unsigned char *at;
	const unsigned char *end;
	bool failed;
};

/* A cursor at `offset` of the span; failed when that lies beyond its end. */
struct dwarf_cursor dwarf_read_from(struct dwarf_span span, uint64_t offset);

/* A little-endian number of `width` <= 8 bytes. */
uint64_t dwarf_read_number(struct dwarf_cursor *cursor, unsigned width);

/* LEB128 numbers (DWARF 5 section 7.6). */
uint64_t dwarf_read_uleb(struct dwarf_cursor *cursor);
int64_t dwarf_read_sleb(struct dwarf_cursor *cursor);

/* A NUL-terminated string in place, borrowed; NULL when it does not end. */
const char *dwarf_read_string(struct dwarf_cursor *cursor);

/* The next `size` bytes, borrowed. */
struct dwarf_span dwarf_read_block(struct dwarf_cursor *cursor, uint64_t size);

/* The 32-bit length that begins a unit, and a cursor over the unit's bytes
 * (section 7.4).  A 64-bit unit comes out empty.  False at the end. */
bool dwarf_read_unit(struct dwarf_cursor *cursor, struct dwarf_cursor *unit);

/* `items` with room for one more after `count` of them. */
void *dwarf_read_room(void *items, size_t count, size_t item_size);

#endif
