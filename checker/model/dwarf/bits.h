/* Which of several bit-fields is meant: their bytes do not tell, as compilers
 * read and write more than one at once. */
#ifndef MCHECK_MODEL_DWARF_BITS_H
#define MCHECK_MODEL_DWARF_BITS_H

#include "model/dwarf/variable.h"

/* How well the member's name fits what the source line does: 0 when the line
 * does not use a member of that name. */
unsigned dwarf_bits_rank(const struct dwarf_use *use, const char *name);

#endif
