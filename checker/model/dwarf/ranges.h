/* Ranges of code addresses (DWARF 5 section 2.17). */
#ifndef MCHECK_MODEL_DWARF_RANGES_H
#define MCHECK_MODEL_DWARF_RANGES_H

#include "model/dwarf/die.h"

/* Goes over the code addresses of an entry. */
struct dwarf_ranges {
	const struct dwarf_unit *unit;
	enum { RANGES_END, RANGES_ONE, RANGES_PAIRS, RANGES_LIST } form;
	struct dwarf_cursor cursor;
	uint64_t base;
	uint64_t low, high; /* the current range: low <= pc < high */
};

struct dwarf_ranges dwarf_ranges_of(const struct dwarf_die *die);
bool dwarf_ranges_next(struct dwarf_ranges *ranges);

/* Whether the instruction at `pc` is one of the entry's. */
bool dwarf_ranges_have(const struct dwarf_die *die, uint64_t pc);

#endif
