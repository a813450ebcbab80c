/* The variables in stack frames, from the DWARF in an assembly text.
 *
 * The compiler has written .debug_info as directives.  They are made bytes
 * (bytes.c), which the reader of objects' DWARF reads, entry by entry: a
 * function tells its label, and what its frame base is; a variable or
 * parameter below it tells its distance from that.  What the assembler would
 * fill in is done here, as far as it matters:
 *
 *	an address               the line of the label, plus one
 *	the length of a unit     the section's, as there is one unit
 *	the base of .debug_addr  0, so the header in front is left out
 *
 * The text could be assembled instead, but a process more for each file costs
 * more than this. */
#include "model/assembly/debug.h"

#include "model/assembly/bytes.h"

#include "base/alloc.h"
#include "model/dwarf/type.h"
#include "model/dwarf/unit.h"
#include "model/dwarf/where.h"

#include <string.h>

enum { DEPTH_MAX = 256, LENGTH_SIZE = 4, ADDRESS_HEADER_SIZE = 8 };

/* Behind `push %rbp` and `mov %rsp, %rbp`; places are counted from rbp. */
static const struct dwarf_frame frame = {.cfa = 16};

struct reader {
	const struct dwarf_unit *unit;
	uint64_t at; /* the next entry */
	struct assembly_debug *debug;
};

/* A variable of unknown size is kept as one byte with parts. */
static void add_variable(struct reader *reader, struct dwarf_die *die,
			 const struct dwarf_die *function)
{
	struct dwarf_where where = dwarf_where_variable(die, function, &frame);
	struct assembly_debug *debug = reader->debug;
	struct assembly_variable variable = {.offset = (int64_t)where.value};
	uint64_t address;
	struct dwarf_die type;
	uint64_t size = 0;

	if (where.kind != WHERE_FRAME ||
	    !dwarf_die_number(function, DIE_LOW_PC, &address) || address == 0)
		return;
	variable.function_line = (size_t)address - 1;
	dwarf_die_complete(die);
	if (dwarf_type_of(die, &type)) {
		size = dwarf_type_size(&type);
		variable.is_scalar = size > 0 && size <= 8 &&
				     dwarf_type_kind(&type) != DWARF_UNKNOWN;
	}
	variable.size = size == 0          ? 1
			: size > INT32_MAX ? INT32_MAX
					   : (long long)size;
	debug->variable = dwarf_read_room(debug->variable, debug->count,
					  sizeof *debug->variable);
	debug->variable[debug->count++] = variable;
}

/* Reads the entries up to the one that ends their list, and all below them,
 * in `function`, or NULL. */
static bool read_entries(struct reader *reader,
			 const struct dwarf_die *function, int depth)
{
	struct dwarf_die die;

	while (dwarf_die_read(reader->unit, reader->at, &die)) {
		const struct dwarf_die *around = function;

		reader->at = die.next;
		if (die.tag == TAG_NONE)
			return true;
		if (die.tag == TAG_FUNCTION)
			around = &die;
		else if (function != NULL &&
			 (die.tag == TAG_VARIABLE || die.tag == TAG_PARAMETER))
			add_variable(reader, &die, function);
		if (die.has_children &&
		    (depth == DEPTH_MAX ||
		     !read_entries(reader, around, depth + 1)))
			return false;
	}
	return false;
}

static bool read_units(const struct dwarf *dwarf, struct assembly_debug *debug)
{
	for (size_t i = 0; i < dwarf->unit_count; i++) {
		const struct dwarf_unit *unit = &dwarf->units[i];
		struct reader reader = {unit, unit->first, debug};
		struct dwarf_die root;

		if (!dwarf_die_read(unit, unit->first, &root))
			return false;
		reader.at = root.next;
		if (root.has_children && !read_entries(&reader, NULL, 0))
			return false;
		if (reader.at != unit->end)
			return false;
	}
	return true;
}

/* clang leaves the length to the assembler. */
static void fill_length(struct text *info)
{
	uint64_t length = info->length - LENGTH_SIZE;

	if (info->length > LENGTH_SIZE && info->length <= UINT32_MAX &&
	    memcmp(info->bytes, "\0\0\0", LENGTH_SIZE) == 0)
		for (int i = 0; i < LENGTH_SIZE; i++)
			info->bytes[i] = (char)(length >> 8 * i);
}

static struct dwarf_span span(const struct text *text, size_t skipped)
{
	if (text->length <= skipped)
		return (struct dwarf_span){0};
	return (struct dwarf_span){(const unsigned char *)text->bytes + skipped,
				   text->length - skipped};
}

void assembly_debug_read(const struct assembly_lines *lines,
			 const struct assembly_symbols *symbols,
			 struct assembly_debug *debug)
{
	struct dwarf *dwarf = dwarf_open(NULL, 0);
	struct text info = {0}, abbrev = {0}, addr = {0};
	bool good =
		assembly_bytes_read(lines, symbols, SECTION_DEBUG_INFO,
				    &info) &&
		assembly_bytes_read(lines, symbols, SECTION_DEBUG_ABBREV,
				    &abbrev) &&
		assembly_bytes_read(lines, symbols, SECTION_DEBUG_ADDR, &addr);

	*debug = (struct assembly_debug){0};
	fill_length(&info);
	dwarf->frame_register = DWARF_RBP;
	dwarf->sections[SECTION_INFO] = span(&info, 0);
	dwarf->sections[SECTION_ABBREV] = span(&abbrev, 0);
	dwarf->sections[SECTION_ADDR] = span(&addr, ADDRESS_HEADER_SIZE);
	dwarf_unit_read(dwarf);
	if (!good || !read_units(dwarf, debug)) {
		mem_free(debug->variable);
		*debug = (struct assembly_debug){0};
	}
	dwarf_close(dwarf);
	text_free(&info);
	text_free(&abbrev);
	text_free(&addr);
}
