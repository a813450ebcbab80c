/* Units (DWARF 5 section 7.5.1) and their abbreviation tables (7.5.3). */
#ifndef MCHECK_MODEL_DWARF_UNIT_H
#define MCHECK_MODEL_DWARF_UNIT_H

#include "model/dwarf/inside.h"

/* Reads the units' headers, once. */
void dwarf_unit_read(struct dwarf *dwarf);

/* Fuel to read every entry several times. */
uint64_t dwarf_unit_fuel(const struct dwarf *dwarf);

#endif
