/* Calls through pointers: in assembly text, from the program to our check. */
#ifndef MCHECK_MODEL_INDIRECT_H
#define MCHECK_MODEL_INDIRECT_H

#include "base/text.h"

#include <stdbool.h>

/* Appends the assembly text to `out`, with each call through a pointer made to
 * go by __mc_call (see machine/thread/cross.h), which looks where it leads.
 * False when the text jumps through a pointer: no such jump is left by our
 * flags but that of `goto *`. */
bool indirect_rewrite(const struct text *assembly, struct text *out);

#endif
