/* What the parts of the DWARF reader share: sections, units, and the tables
 * that are built once. */
#ifndef MCHECK_MODEL_DWARF_INSIDE_H
#define MCHECK_MODEL_DWARF_INSIDE_H

#include "model/dwarf/variable.h"
#include "model/dwarf/read.h"

enum dwarf_section {
	SECTION_INFO,
	SECTION_ABBREV,
	SECTION_LINE,
	SECTION_STR,
	SECTION_LINE_STR,
	SECTION_STR_OFFSETS,
	SECTION_ADDR,
	SECTION_RANGES,
	SECTION_RNGLISTS,
	SECTION_SYMTAB,
	SECTION_STRTAB,
	SECTION_COUNT
};

/* One compilation unit (DWARF 5 section 7.5.1); offsets in .debug_info. */
struct dwarf_unit {
	struct dwarf *dwarf;
	uint64_t start; /* of its header, from which references count */
	uint64_t first; /* its first entry */
	uint64_t end;
	unsigned version;
	size_t abbrevs; /* which of the tables is its own */
	uint64_t string_base, address_base, ranges_base;
	uint64_t low_pc;
	const char *name, *directory;
	bool has_lines;
	uint64_t lines; /* its line program, in .debug_line */
};

/* One abbreviation: the shape of an entry (section 7.5.3). */
struct dwarf_abbrev {
	uint64_t code;
	unsigned tag;
	bool has_children;
	uint64_t attributes; /* where they are declared, in .debug_abbrev */
};

struct dwarf_abbrevs {
	uint64_t offset;
	struct dwarf_abbrev *items; /* by code */
	size_t count;
};

/* A variable with a fixed address, or offset in the TLS segment. */
struct dwarf_variable {
	uint64_t start, size;
	const struct dwarf_unit *unit;
	uint64_t die;
};

struct dwarf_variables {
	struct dwarf_variable *items; /* by start */
	size_t count;
};

/* A range of a function's code. */
struct dwarf_function {
	uint64_t low, high;
	const struct dwarf_unit *unit;
	uint64_t die;
};

/* The DWARF numbers of frame pointers, in the psABI of x86-64 and aarch64. */
enum { DWARF_RBP = 6, DWARF_X29 = 29 };

struct dwarf {
	struct dwarf_span sections[SECTION_COUNT];
	unsigned frame_register; /* DWARF_RBP or DWARF_X29 */
	/* What may still be read for this question: damaged entries can
	 * refer in circles. */
	uint64_t fuel;

	bool units_read;
	struct dwarf_unit *units; /* by offset */
	size_t unit_count;
	struct dwarf_abbrevs *abbrevs;
	size_t abbrevs_count;
	size_t abbrev_total;

	bool indexed;
	struct dwarf_variables globals, thread_locals;
	struct dwarf_function *functions;
	size_t function_count;

	struct dwarf_lines *lines; /* dwarf_line.c; NULL before first use */
};

#endif
