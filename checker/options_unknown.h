/* Words of the command line that mean nothing, and what was probably meant. */
#ifndef MCHECK_OPTIONS_UNKNOWN_H
#define MCHECK_OPTIONS_UNKNOWN_H

#include <stdbool.h>

#include "base/text.h"

/* `command`: the one that does not have the option. */
_Noreturn void unknown_option(const char *word, const char *command);

/* Appends what to add to the message that a file is not one to check: "; did
 * you mean bank.c?"; or nothing.  `first`: no other file came before it. */
void unknown_file(const char *path, bool first, struct text *text);

#endif
