/* Memory that changes without a hook (see soundness.md) would make states look
 * equal that are not.  So now and then all of it is looked at: after every one
 * of the first transitions, then as often as a few words for each transition
 * allow, so that it costs little however much memory there is; and at the end.
 * Such a change is not undone, so a later look finds it as well. */
#ifndef MCHECK_EXPLORE_UNSEEN_H
#define MCHECK_EXPLORE_UNSEEN_H

#include "machine/machine.h"

#define UNSEEN_FIRST ((uint64_t)1 << 22) /* words */
#define UNSEEN_WORDS 4u                  /* for each transition */

struct unseen {
	uint64_t looked; /* words of memory that were looked at */
	uint64_t next;   /* look after so many transitions */
};

/* A change that was not seen becomes the machine's limit. */
static inline void unseen_check(struct unseen *unseen, struct machine *machine,
				uint64_t transitions)
{
	unseen->looked += machine_memory_words(machine);
	unseen->next = transitions + 1;
	if (unseen->looked > UNSEEN_FIRST + transitions * UNSEEN_WORDS)
		unseen->next = (unseen->looked - UNSEEN_FIRST) / UNSEEN_WORDS;
	if (!machine_over(machine) && machine_changed_unseen(machine))
		machine->limit = LIMIT_UNSEEN;
}

/* After so many transitions. */
static inline void unseen_look(struct unseen *unseen, struct machine *machine,
			       uint64_t transitions)
{
	if (transitions >= unseen->next)
		unseen_check(unseen, machine, transitions);
}

#endif
