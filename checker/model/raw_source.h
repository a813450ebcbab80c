/* Source as it was written: can text of it reach the assembler at all? */
#ifndef MCHECK_MODEL_RAW_SOURCE_H
#define MCHECK_MODEL_RAW_SOURCE_H

#include "base/text.h"

#include <stdbool.h>

/* Is it sure that nothing of this file, or of this flag, is written by the
 * compiler into its output as it is?  False: it may be, see source.h. */
bool raw_source_is_harmless(const struct text *text);

#endif
