/* A debug section of an assembly text, as the bytes it will be. */
#ifndef MCHECK_MODEL_ASSEMBLY_BYTES_H
#define MCHECK_MODEL_ASSEMBLY_BYTES_H

#include "base/text.h"
#include "model/assembly/symbol.h"

/* Appends all lines of `section`.  The address of a label, in 8 bytes, is the
 * number of its line plus one; what else only the assembler knows is 0.  False
 * when a directive is not understood. */
bool assembly_bytes_read(const struct assembly_lines *lines,
			 const struct assembly_symbols *symbols,
			 enum assembly_section section, struct text *bytes);

#endif
