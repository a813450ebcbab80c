/* What a model's code must not contain, whoever put it there. */
#ifndef MCHECK_MODEL_CONTENTS_H
#define MCHECK_MODEL_CONTENTS_H

#include "base/text.h"
#include "model/elf/elf.h"

#include <stdbool.h>

/* Has the compiler's assembly text only instructions whose effect mcheck knows?
 * False with the first other one, and its function, in `why`. */
bool contents_of_assembly(const struct text *assembly, struct text *why);

/* Is the linked object's code only code, and does it call our hooks?  False
 * with what is wrong in `why`. */
bool contents_of_object(const struct elf *elf, struct text *why);

#endif
