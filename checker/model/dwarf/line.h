/* Line tables, beside dwarf_line itself. */
#ifndef MCHECK_MODEL_DWARF_LINE_H
#define MCHECK_MODEL_DWARF_LINE_H

#include "model/dwarf/inside.h"

/* `lines` may be NULL. */
void dwarf_line_free(struct dwarf_lines *lines);

#endif
