/* Memory that changes without a hook (see soundness.md) would make states look
 * equal that are not.  So now and then all of it is looked at. */
#ifndef MCHECK_EXPLORE_UNSEEN_H
#define MCHECK_EXPLORE_UNSEEN_H

#include "machine/machine.h"

/* What variables that never change add to the slow fingerprint: to be asked
 * when the machine has started. */
static inline hash128 unseen_constant(struct machine *machine)
{
	return machine_fingerprint_slow(machine) - machine_fingerprint(machine);
}

/* After so many transitions: at every one of the first, then at some, a change
 * that was not seen becomes the machine's limit. */
static inline void unseen_look(struct machine *machine, hash128 constant,
			       uint64_t transitions)
{
	if ((transitions < 4096 || transitions % 1024 == 0) &&
	    !machine_over(machine) && unseen_constant(machine) != constant)
		machine->limit = LIMIT_UNSEEN;
}

#endif
