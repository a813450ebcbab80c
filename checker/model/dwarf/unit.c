/* Unit headers (DWARF 5 section 7.5.1) and abbreviation tables (7.5.3). */
#include "model/dwarf/unit.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "model/dwarf/die.h"
#include "model/dwarf/form.h"

enum { UNIT_COMPILE = 1, UNIT_PARTIAL = 3 };

static int compare_codes(const void *left, const void *right)
{
	const struct dwarf_abbrev *a = left, *b = right;

	return (a->code > b->code) - (a->code < b->code);
}

static void skip_declarations(struct dwarf_cursor *cursor)
{
	uint64_t name, form;

	do {
		name = dwarf_read_uleb(cursor);
		form = dwarf_read_uleb(cursor);
		if (form == DWARF_FORM_IMPLICIT)
			dwarf_read_sleb(cursor);
	} while (name || form);
}

static bool read_abbrev(struct dwarf_span section, struct dwarf_cursor *cursor,
			struct dwarf_abbrev *abbrev)
{
	abbrev->code = dwarf_read_uleb(cursor);
	if (!abbrev->code)
		return false;
	abbrev->tag = (unsigned)dwarf_read_uleb(cursor);
	abbrev->has_children = dwarf_read_number(cursor, 1) != 0;
	abbrev->attributes = (uint64_t)(cursor->at - section.bytes);
	skip_declarations(cursor);
	return !cursor->failed;
}

/* Honest tables do not overlap, so together they have fewer entries than
 * the section has bytes; more are not read. */
static void read_abbrevs(struct dwarf *dwarf, struct dwarf_abbrevs *table)
{
	struct dwarf_span section = dwarf->sections[SECTION_ABBREV];
	struct dwarf_cursor cursor = dwarf_read_from(section, table->offset);
	struct dwarf_abbrev abbrev;

	while (dwarf->abbrev_total < section.size &&
	       read_abbrev(section, &cursor, &abbrev)) {
		table->items = dwarf_read_room(table->items, table->count,
					       sizeof *table->items);
		table->items[table->count++] = abbrev;
		dwarf->abbrev_total++;
	}
	if (table->count)
		qsort(table->items, table->count, sizeof *table->items,
		      compare_codes);
}

/* The number of the table at `offset`, which units may share. */
static size_t abbrevs_at(struct dwarf *dwarf, uint64_t offset)
{
	size_t n = dwarf->abbrevs_count;

	for (size_t i = n; i-- > 0;)
		if (dwarf->abbrevs[i].offset == offset)
			return i;
	dwarf->abbrevs =
		dwarf_read_room(dwarf->abbrevs, n, sizeof *dwarf->abbrevs);
	dwarf->abbrevs[n] = (struct dwarf_abbrevs){offset, NULL, 0};
	read_abbrevs(dwarf, &dwarf->abbrevs[n]);
	dwarf->abbrevs_count++;
	return n;
}

static bool read_header(struct dwarf *dwarf, struct dwarf_cursor *cursor,
			struct dwarf_unit *unit)
{
	uint64_t type = UNIT_COMPILE, address_size, abbrevs;

	unit->version = (unsigned)dwarf_read_number(cursor, 2);
	if (unit->version == 5) {
		type = dwarf_read_number(cursor, 1);
		address_size = dwarf_read_number(cursor, 1);
		abbrevs = dwarf_read_number(cursor, 4);
	} else {
		abbrevs = dwarf_read_number(cursor, 4);
		address_size = dwarf_read_number(cursor, 1);
	}
	if (cursor->failed || unit->version < 3 || unit->version > 5 ||
	    address_size != 8 || (type != UNIT_COMPILE && type != UNIT_PARTIAL))
		return false;
	unit->abbrevs = abbrevs_at(dwarf, abbrevs);
	return true;
}

/* The bases come first: the other values are found through them. */
static void read_bases(struct dwarf_unit *unit)
{
	struct dwarf_die die;

	if (!dwarf_die_read(unit, unit->first, &die))
		return;
	dwarf_die_number(&die, DIE_STRING_BASE, &unit->string_base);
	dwarf_die_number(&die, DIE_ADDRESS_BASE, &unit->address_base);
	dwarf_die_number(&die, DIE_RANGES_BASE, &unit->ranges_base);
}

static void read_root(struct dwarf_unit *unit)
{
	struct dwarf_die die;

	if (!dwarf_die_read(unit, unit->first, &die))
		return;
	unit->name = dwarf_die_string(&die, DIE_NAME);
	unit->directory = dwarf_die_string(&die, DIE_COMP_DIR);
	dwarf_die_number(&die, DIE_LOW_PC, &unit->low_pc);
	unit->has_lines = dwarf_die_number(&die, DIE_STMT_LIST, &unit->lines);
}

static void add_unit(struct dwarf *dwarf, struct dwarf_unit unit)
{
	dwarf->units = dwarf_read_room(dwarf->units, dwarf->unit_count,
				       sizeof *dwarf->units);
	read_bases(&unit);
	read_root(&unit);
	dwarf->units[dwarf->unit_count++] = unit;
}

uint64_t dwarf_unit_fuel(const struct dwarf *dwarf)
{
	return 65536 + 64 * (uint64_t)dwarf->sections[SECTION_INFO].size;
}

void dwarf_unit_read(struct dwarf *dwarf)
{
	struct dwarf_span section = dwarf->sections[SECTION_INFO];
	struct dwarf_cursor all = dwarf_read_from(section, 0), cursor;

	if (dwarf->units_read)
		return;
	dwarf->units_read = true;
	dwarf->fuel = dwarf_unit_fuel(dwarf);
	for (;;) {
		struct dwarf_unit unit = {.dwarf = dwarf};

		unit.start = (uint64_t)(all.at - section.bytes);
		if (!dwarf_read_unit(&all, &cursor))
			return;
		if (!read_header(dwarf, &cursor, &unit))
			continue;
		unit.first = (uint64_t)(cursor.at - section.bytes);
		unit.end = (uint64_t)(cursor.end - section.bytes);
		add_unit(dwarf, unit);
	}
}
