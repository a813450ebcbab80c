/* Debugging information entries: reading one, walking over several. */
#include "model/dwarf/die.h"

#include "model/dwarf/form.h"

/* From the attributes' codes (DWARF 5 section 7.5.4) to our numbers. */
static const unsigned char attribute_of_code[] = {
	[0x01] = DIE_SIBLING,       [0x02] = DIE_LOCATION,
	[0x03] = DIE_NAME,          [0x0b] = DIE_BYTE_SIZE,
	[0x0c] = DIE_BIT_OFFSET,    [0x0d] = DIE_BIT_SIZE,
	[0x10] = DIE_STMT_LIST,     [0x11] = DIE_LOW_PC,
	[0x12] = DIE_HIGH_PC,       [0x1b] = DIE_COMP_DIR,
	[0x2f] = DIE_UPPER_BOUND,   [0x31] = DIE_ABSTRACT_ORIGIN,
	[0x37] = DIE_COUNT,         [0x38] = DIE_MEMBER_LOCATION,
	[0x3e] = DIE_ENCODING,      [0x40] = DIE_FRAME_BASE,
	[0x47] = DIE_SPECIFICATION, [0x49] = DIE_TYPE,
	[0x55] = DIE_RANGES,        [0x6b] = DIE_DATA_BIT_OFFSET,
	[0x72] = DIE_STRING_BASE,   [0x73] = DIE_ADDRESS_BASE,
	[0x74] = DIE_RANGES_BASE,
};

static enum die_attribute attribute_of(uint64_t code)
{
	return code < sizeof attribute_of_code ? attribute_of_code[code]
					       : DIE_OTHER;
}

static const struct dwarf_abbrev *find_abbrev(const struct dwarf_unit *unit,
					      uint64_t code)
{
	const struct dwarf_abbrevs *table =
		&unit->dwarf->abbrevs[unit->abbrevs];
	size_t low = 0, high = table->count;

	/* Compilers count from 1. */
	if (code - 1 < high && table->items[code - 1].code == code)
		return &table->items[code - 1];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->items[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < table->count && table->items[low].code == code)
		return &table->items[low];
	return NULL;
}

static bool use_fuel(struct dwarf *dwarf)
{
	if (!dwarf->fuel)
		return false;
	dwarf->fuel--;
	return true;
}

static bool read_values(const struct dwarf_unit *unit, uint64_t declarations,
			struct dwarf_cursor *cursor, struct dwarf_die *die)
{
	struct dwarf_cursor declared = dwarf_read_from(
		unit->dwarf->sections[SECTION_ABBREV], declarations);

	while (use_fuel(unit->dwarf)) {
		enum die_attribute name =
			attribute_of(dwarf_read_uleb(&declared));
		uint64_t form = dwarf_read_uleb(&declared);

		if (!form)
			return !cursor->failed && !declared.failed;
		if (form == DWARF_FORM_IMPLICIT)
			die->values[name] = (struct die_value){
				FORM_NUMBER,
				(uint64_t)dwarf_read_sleb(&declared),
				{0}};
		else
			die->values[name] = dwarf_form_read(unit, cursor, form);
	}
	return false;
}

bool dwarf_die_read(const struct dwarf_unit *unit, uint64_t offset,
		    struct dwarf_die *die)
{
	struct dwarf_span section = unit->dwarf->sections[SECTION_INFO];
	struct dwarf_cursor cursor;
	const struct dwarf_abbrev *abbrev;
	uint64_t code;

	if (offset < unit->first || offset >= unit->end ||
	    !use_fuel(unit->dwarf))
		return false;
	*die = (struct dwarf_die){.unit = unit, .offset = offset};
	section.size = (size_t)unit->end;
	cursor = dwarf_read_from(section, offset);
	code = dwarf_read_uleb(&cursor);
	if (code) {
		abbrev = find_abbrev(unit, code);
		if (!abbrev ||
		    !read_values(unit, abbrev->attributes, &cursor, die))
			return false;
		die->tag = abbrev->tag;
		die->has_children = abbrev->has_children;
	}
	die->next = (uint64_t)(cursor.at - section.bytes);
	return !cursor.failed;
}

static const struct dwarf_unit *unit_of(const struct dwarf *dwarf,
					uint64_t offset)
{
	size_t low = 0, high = dwarf->unit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dwarf->units[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < dwarf->unit_count ? &dwarf->units[low] : NULL;
}

bool dwarf_die_follow(const struct dwarf_die *die, enum die_attribute name,
		      struct dwarf_die *target)
{
	const struct die_value *value = &die->values[name];
	const struct dwarf_unit *unit = die->unit;
	uint64_t offset = value->number;

	if (value->form != FORM_REFERENCE)
		return false;
	if (offset < unit->first || offset >= unit->end)
		unit = unit_of(unit->dwarf, offset);
	return unit && dwarf_die_read(unit, offset, target);
}

bool dwarf_die_child(const struct dwarf_die *parent, struct dwarf_die *child)
{
	return parent->has_children &&
	       dwarf_die_read(parent->unit, parent->next, child) &&
	       child->tag != TAG_NONE;
}

/* The offset after the entry's last descendant; 0 when there is none. */
static uint64_t after_subtree(const struct dwarf_die *die)
{
	const struct die_value *sibling = &die->values[DIE_SIBLING];
	struct dwarf_die inner = *die;
	uint64_t depth = die->has_children;

	if (sibling->form == FORM_REFERENCE && sibling->number > die->offset)
		return sibling->number;
	while (depth) {
		if (!dwarf_die_read(die->unit, inner.next, &inner))
			return 0;
		if (inner.tag == TAG_NONE)
			depth--;
		else
			depth += inner.has_children;
	}
	return inner.next;
}

bool dwarf_die_sibling(struct dwarf_die *die)
{
	return dwarf_die_read(die->unit, after_subtree(die), die) &&
	       die->tag != TAG_NONE;
}

static void take_missing(struct dwarf_die *die, const struct dwarf_die *origin,
			 enum die_attribute name)
{
	if (die->values[name].form == FORM_NONE)
		die->values[name] = origin->values[name];
}

void dwarf_die_complete(struct dwarf_die *die)
{
	struct dwarf_die origin, here = *die;

	/* An inlined copy of a definition of a declaration is three deep. */
	for (int hops = 0; hops < 4; hops++) {
		if (!dwarf_die_follow(&here, DIE_ABSTRACT_ORIGIN, &origin) &&
		    !dwarf_die_follow(&here, DIE_SPECIFICATION, &origin))
			return;
		take_missing(die, &origin, DIE_NAME);
		take_missing(die, &origin, DIE_TYPE);
		here = origin;
	}
}

bool dwarf_die_number(const struct dwarf_die *die, enum die_attribute name,
		      uint64_t *number)
{
	const struct die_value *value = &die->values[name];

	if (value->form != FORM_NUMBER && value->form != FORM_ADDRESS)
		return false;
	*number = value->number;
	return true;
}

const char *dwarf_die_string(const struct dwarf_die *die,
			     enum die_attribute name)
{
	const struct die_value *value = &die->values[name];

	return value->form == FORM_STRING ? (const char *)value->block.bytes
					  : NULL;
}
