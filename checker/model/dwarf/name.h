/* Variables with a fixed place. */
#ifndef MCHECK_MODEL_DWARF_NAME_H
#define MCHECK_MODEL_DWARF_NAME_H

#include "model/dwarf/die.h"

/* The entry of the variable that holds the byte at link-time `address`, and
 * where in it; false when there is none. */
bool dwarf_find_global(struct dwarf *dwarf, uint64_t address,
		       struct dwarf_die *variable, uint64_t *offset);

#endif
