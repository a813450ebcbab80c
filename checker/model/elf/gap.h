/* Unowned bytes behind each global variable. */
#ifndef MCHECK_MODEL_ELF_GAP_H
#define MCHECK_MODEL_ELF_GAP_H

#include <stdbool.h>

#include "base/text.h"

enum { GAP_SIZE = 32 };

/* Widens the variables' sections in `object`, the bytes of an ELF64 object file
 * compiled with -fdata-sections.  False, and nothing done, when it is none. */
bool gap_add(struct text *object);

#endif
