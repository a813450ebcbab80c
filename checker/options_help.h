/* The help. */
#ifndef MCHECK_OPTIONS_HELP_H
#define MCHECK_OPTIONS_HELP_H

#include "base/text.h"

/* Appends what --help prints. */
void options_help(struct text *text);

#endif
