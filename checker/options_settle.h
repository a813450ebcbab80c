/* Which options go together. */
#ifndef MCHECK_OPTIONS_SETTLE_H
#define MCHECK_OPTIONS_SETTLE_H

#include "options.h"

/* Refuses what does not go together, and lets options change what others
 * mean.  `argv`: the words of the command. */
void options_settle(struct options *options, char **argv);

#endif
