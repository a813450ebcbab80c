/* The forms in which attribute values are written (DWARF 5 section 7.5.6). */
#ifndef MCHECK_MODEL_DWARF_FORM_H
#define MCHECK_MODEL_DWARF_FORM_H

#include "model/dwarf/die.h"

/* DW_FORM_implicit_const: the value is in the abbreviation. */
#define DWARF_FORM_IMPLICIT 0x21

/* Reads a value of `form` at the cursor; FORM_NONE for what we have no use
 * for, is damaged, or is in another file.  An unknown form fails the cursor,
 * since nobody knows its size. */
struct die_value dwarf_form_read(const struct dwarf_unit *unit,
				 struct dwarf_cursor *cursor, uint64_t form);

/* The address with that number in .debug_addr (section 7.27); false when it
 * is not there. */
bool dwarf_form_address(const struct dwarf_unit *unit, uint64_t index,
			uint64_t *address);

#endif
