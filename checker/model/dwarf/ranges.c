/* Ranges of code addresses (DWARF 5 section 2.17). */
#include "model/dwarf/ranges.h"

#include "model/dwarf/form.h"

/* The kinds of range list entries (section 7.25). */
enum {
	ENTRY_END = 0,
	ENTRY_BASE_INDEX = 1,
	ENTRY_INDEX_INDEX = 2,
	ENTRY_INDEX_LENGTH = 3,
	ENTRY_OFFSETS = 4,
	ENTRY_BASE = 5,
	ENTRY_ADDRESSES = 6,
	ENTRY_LENGTH = 7
};

struct dwarf_ranges dwarf_ranges_of(const struct dwarf_die *die)
{
	struct dwarf_ranges ranges = {.unit = die->unit,
				      .base = die->unit->low_pc};
	struct dwarf *dwarf = die->unit->dwarf;
	bool lists = die->unit->version >= 5;
	uint64_t offset;

	if (dwarf_die_number(die, DIE_RANGES, &offset)) {
		ranges.form = lists ? RANGES_LIST : RANGES_PAIRS;
		ranges.cursor =
			dwarf_read_from(dwarf->sections[lists ? SECTION_RNGLISTS
							      : SECTION_RANGES],
					offset);
	} else if (dwarf_die_number(die, DIE_LOW_PC, &ranges.low) &&
		   dwarf_die_number(die, DIE_HIGH_PC, &ranges.high)) {
		ranges.form = RANGES_ONE;
		if (die->values[DIE_HIGH_PC].form == FORM_NUMBER)
			ranges.high += ranges.low;
	}
	return ranges;
}

/* DWARF 4 section 2.17.3: pairs of addresses, (-1, x) is a new base. */
static bool next_pair(struct dwarf_ranges *ranges)
{
	uint64_t low, high;

	for (;;) {
		low = dwarf_read_number(&ranges->cursor, 8);
		high = dwarf_read_number(&ranges->cursor, 8);
		if (!low && !high)
			return false;
		if (low != UINT64_MAX)
			break;
		ranges->base = high;
	}
	ranges->low = ranges->base + low;
	ranges->high = ranges->base + high;
	return !ranges->cursor.failed;
}

static uint64_t indexed(struct dwarf_ranges *ranges)
{
	uint64_t index = dwarf_read_uleb(&ranges->cursor), address = 0;

	if (!dwarf_form_address(ranges->unit, index, &address))
		ranges->cursor.failed = true;
	return address;
}

/* Section 2.17.3.  True when the entry was a range. */
static bool read_entry(struct dwarf_ranges *ranges, uint64_t kind)
{
	struct dwarf_cursor *cursor = &ranges->cursor;

	switch (kind) {
	case ENTRY_BASE_INDEX:
		ranges->base = indexed(ranges);
		return false;
	case ENTRY_BASE:
		ranges->base = dwarf_read_number(cursor, 8);
		return false;
	case ENTRY_INDEX_INDEX:
		ranges->low = indexed(ranges);
		ranges->high = indexed(ranges);
		return true;
	case ENTRY_INDEX_LENGTH:
		ranges->low = indexed(ranges);
		ranges->high = ranges->low + dwarf_read_uleb(cursor);
		return true;
	case ENTRY_OFFSETS:
		ranges->low = ranges->base + dwarf_read_uleb(cursor);
		ranges->high = ranges->base + dwarf_read_uleb(cursor);
		return true;
	case ENTRY_ADDRESSES:
		ranges->low = dwarf_read_number(cursor, 8);
		ranges->high = dwarf_read_number(cursor, 8);
		return true;
	case ENTRY_LENGTH:
		ranges->low = dwarf_read_number(cursor, 8);
		ranges->high = ranges->low + dwarf_read_uleb(cursor);
		return true;
	default:
		cursor->failed = true;
		return false;
	}
}

static bool next_entry(struct dwarf_ranges *ranges)
{
	while (!ranges->cursor.failed) {
		uint64_t kind = dwarf_read_number(&ranges->cursor, 1);

		if (kind == ENTRY_END)
			return false;
		if (read_entry(ranges, kind))
			return !ranges->cursor.failed;
	}
	return false;
}

bool dwarf_ranges_next(struct dwarf_ranges *ranges)
{
	switch (ranges->form) {
	case RANGES_ONE:
		ranges->form = RANGES_END;
		return true;
	case RANGES_PAIRS:
		return next_pair(ranges);
	case RANGES_LIST:
		return next_entry(ranges);
	default:
		return false;
	}
}

bool dwarf_ranges_have(const struct dwarf_die *die, uint64_t pc)
{
	struct dwarf_ranges ranges = dwarf_ranges_of(die);

	while (dwarf_ranges_next(&ranges))
		if (ranges.low <= pc && pc < ranges.high)
			return true;
	return false;
}
