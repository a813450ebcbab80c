/* What the machine learns over a whole search: going back does not undo it,
 * and a search that is taken up again in another process must have it. */
#ifndef MCHECK_MACHINE_LEARN_LEARNED_H
#define MCHECK_MACHINE_LEARN_LEARNED_H

#include "machine/machine.h"

/* Appends all of it. */
void learned_save(const struct machine *machine, struct text *text);

/* Puts back what learned_save gave.  `all`: also who used words that are not
 * followed; without, the machine is as it was at the beginning of the search,
 * as far as executions depend on it.  False when that cannot be. */
bool learned_load(struct machine *machine, const char *bytes, size_t length,
		  bool all);

#endif
