/* The forms in which attribute values are written (DWARF 5 section 7.5.6). */
#include "model/dwarf/form.h"

#include <string.h>

enum {
	FORM_ADDR = 0x01,
	FORM_BLOCK2 = 0x03,
	FORM_BLOCK4 = 0x04,
	FORM_DATA2 = 0x05,
	FORM_DATA4 = 0x06,
	FORM_DATA8 = 0x07,
	FORM_INLINE_STRING = 0x08,
	FORM_BLOCK_ULEB = 0x09,
	FORM_BLOCK1 = 0x0a,
	FORM_DATA1 = 0x0b,
	FORM_FLAG = 0x0c,
	FORM_SDATA = 0x0d,
	FORM_STRP = 0x0e,
	FORM_UDATA = 0x0f,
	FORM_REF_ADDR = 0x10,
	FORM_REF1 = 0x11,
	FORM_REF2 = 0x12,
	FORM_REF4 = 0x13,
	FORM_REF8 = 0x14,
	FORM_REF_UDATA = 0x15,
	FORM_INDIRECT = 0x16,
	FORM_SEC_OFFSET = 0x17,
	FORM_EXPRLOC = 0x18,
	FORM_FLAG_PRESENT = 0x19,
	FORM_STRX = 0x1a,
	FORM_ADDRX = 0x1b,
	FORM_REF_SUP4 = 0x1c,
	FORM_STRP_SUP = 0x1d,
	FORM_DATA16 = 0x1e,
	FORM_LINE_STRP = 0x1f,
	FORM_REF_SIG8 = 0x20,
	FORM_LOCLISTX = 0x22,
	FORM_RNGLISTX = 0x23,
	FORM_REF_SUP8 = 0x24,
	FORM_STRX1 = 0x25,
	FORM_STRX2 = 0x26,
	FORM_STRX3 = 0x27,
	FORM_STRX4 = 0x28,
	FORM_ADDRX1 = 0x29,
	FORM_ADDRX2 = 0x2a,
	FORM_ADDRX3 = 0x2b,
	FORM_ADDRX4 = 0x2c
};

static const struct die_value none = {FORM_NONE, 0, {0}};

static struct die_value number(uint64_t n)
{
	return (struct die_value){FORM_NUMBER, n, {0}};
}

static struct die_value reference(const struct dwarf_unit *unit, uint64_t n)
{
	return (struct die_value){FORM_REFERENCE, unit->start + n, {0}};
}

static struct die_value block(struct dwarf_cursor *cursor, uint64_t size)
{
	struct die_value value = {FORM_BLOCK, 0, {0}};

	value.block = dwarf_read_block(cursor, size);
	return cursor->failed ? none : value;
}

static struct die_value string(struct dwarf_cursor *cursor)
{
	struct die_value value = {FORM_STRING, 0, {0}};
	const char *bytes = dwarf_read_string(cursor);

	if (!bytes)
		return none;
	value.block.bytes = (const unsigned char *)bytes;
	value.block.size = (size_t)(cursor->at - value.block.bytes);
	return value;
}

static struct die_value string_in(const struct dwarf_unit *unit,
				  enum dwarf_section section, uint64_t offset)
{
	struct dwarf_cursor cursor =
		dwarf_read_from(unit->dwarf->sections[section], offset);

	return string(&cursor);
}

/* The `width`-byte number with this index in a table; false past the end. */
static bool table_entry(struct dwarf_span table, uint64_t base, uint64_t index,
			unsigned width, uint64_t *entry)
{
	struct dwarf_cursor cursor;

	if (index > table.size || base > table.size)
		return false;
	cursor = dwarf_read_from(table, base + index * width);
	*entry = dwarf_read_number(&cursor, width);
	return !cursor.failed;
}

bool dwarf_form_address(const struct dwarf_unit *unit, uint64_t index,
			uint64_t *address)
{
	return table_entry(unit->dwarf->sections[SECTION_ADDR],
			   unit->address_base, index, 8, address);
}

static struct die_value string_index(const struct dwarf_unit *unit,
				     uint64_t index)
{
	uint64_t offset;

	if (!table_entry(unit->dwarf->sections[SECTION_STR_OFFSETS],
			 unit->string_base, index, 4, &offset))
		return none;
	return string_in(unit, SECTION_STR, offset);
}

static struct die_value address_index(const struct dwarf_unit *unit,
				      uint64_t index)
{
	struct die_value value = {FORM_ADDRESS, 0, {0}};

	return dwarf_form_address(unit, index, &value.number) ? value : none;
}

/* Section 7.28: the entry counts from the table it stands in. */
static struct die_value ranges_index(const struct dwarf_unit *unit,
				     uint64_t index)
{
	uint64_t offset;

	if (!table_entry(unit->dwarf->sections[SECTION_RNGLISTS],
			 unit->ranges_base, index, 4, &offset))
		return none;
	return number(unit->ranges_base + offset);
}

static struct die_value skip(struct dwarf_cursor *cursor, unsigned size)
{
	dwarf_read_block(cursor, size);
	return none;
}

static struct die_value read_address(struct dwarf_cursor *cursor)
{
	uint64_t address = dwarf_read_number(cursor, 8);

	return (struct die_value){FORM_ADDRESS, address, {0}};
}

static struct die_value read_global_reference(struct dwarf_cursor *cursor)
{
	uint64_t offset = dwarf_read_number(cursor, 4);

	return (struct die_value){FORM_REFERENCE, offset, {0}};
}

static struct die_value read_indirect(const struct dwarf_unit *unit,
				      struct dwarf_cursor *cursor)
{
	uint64_t form = dwarf_read_uleb(cursor);

	if (form != FORM_INDIRECT && form != DWARF_FORM_IMPLICIT)
		return dwarf_form_read(unit, cursor, form);
	cursor->failed = true;
	return none;
}

/* dispatch */
struct die_value dwarf_form_read(const struct dwarf_unit *unit,
				 struct dwarf_cursor *at, uint64_t form)
{
	switch (form) {
	case FORM_ADDR:
		return read_address(at);
	case FORM_BLOCK1:
		return block(at, dwarf_read_number(at, 1));
	case FORM_BLOCK2:
		return block(at, dwarf_read_number(at, 2));
	case FORM_BLOCK4:
		return block(at, dwarf_read_number(at, 4));
	case FORM_BLOCK_ULEB:
	case FORM_EXPRLOC:
		return block(at, dwarf_read_uleb(at));
	case FORM_DATA1:
	case FORM_FLAG:
		return number(dwarf_read_number(at, 1));
	case FORM_DATA2:
		return number(dwarf_read_number(at, 2));
	case FORM_DATA4:
	case FORM_SEC_OFFSET:
		return number(dwarf_read_number(at, 4));
	case FORM_DATA8:
		return number(dwarf_read_number(at, 8));
	case FORM_SDATA:
		return number((uint64_t)dwarf_read_sleb(at));
	case FORM_UDATA:
		return number(dwarf_read_uleb(at));
	case FORM_FLAG_PRESENT:
		return number(1);
	case FORM_INLINE_STRING:
		return string(at);
	case FORM_STRP:
		return string_in(unit, SECTION_STR, dwarf_read_number(at, 4));
	case FORM_LINE_STRP:
		return string_in(unit, SECTION_LINE_STR,
				 dwarf_read_number(at, 4));
	case FORM_REF_ADDR:
		return read_global_reference(at);
	case FORM_REF1:
		return reference(unit, dwarf_read_number(at, 1));
	case FORM_REF2:
		return reference(unit, dwarf_read_number(at, 2));
	case FORM_REF4:
		return reference(unit, dwarf_read_number(at, 4));
	case FORM_REF8:
		return reference(unit, dwarf_read_number(at, 8));
	case FORM_REF_UDATA:
		return reference(unit, dwarf_read_uleb(at));
	case FORM_INDIRECT:
		return read_indirect(unit, at);
	case FORM_STRX:
		return string_index(unit, dwarf_read_uleb(at));
	case FORM_STRX1:
	case FORM_STRX2:
	case FORM_STRX3:
	case FORM_STRX4:
		return string_index(
			unit, dwarf_read_number(
				      at, (unsigned)(form - FORM_STRX1 + 1)));
	case FORM_ADDRX:
		return address_index(unit, dwarf_read_uleb(at));
	case FORM_ADDRX1:
	case FORM_ADDRX2:
	case FORM_ADDRX3:
	case FORM_ADDRX4:
		return address_index(
			unit, dwarf_read_number(
				      at, (unsigned)(form - FORM_ADDRX1 + 1)));
	case FORM_RNGLISTX:
		return ranges_index(unit, dwarf_read_uleb(at));
	case FORM_LOCLISTX:
		dwarf_read_uleb(at);
		return none;
	case FORM_REF_SUP4:
	case FORM_STRP_SUP:
		return skip(at, 4);
	case FORM_REF_SIG8:
	case FORM_REF_SUP8:
		return skip(at, 8);
	case FORM_DATA16:
		return skip(at, 16);
	default:
		at->failed = true;
		return none;
	}
}
