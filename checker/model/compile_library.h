/* What of the C library is compiled along with a model, from our own source. */
#ifndef MCHECK_MODEL_COMPILE_LIBRARY_H
#define MCHECK_MODEL_COMPILE_LIBRARY_H

#include "base/process.h"

/* Adds to `needs` the parts of library.inc that the assembly text calls. */
void library_note_needs(const char *assembly, unsigned *needs);

/* Adds the options that choose these parts. */
void library_add_flags(struct words *command, unsigned needs);

#endif
