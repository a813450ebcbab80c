/* Is a loop a fair cycle?  By definition, and with nothing of the search. */
#include "explore/repeat.h"

#include "machine/stuck.h"

void repeat_step(struct repeat *repeat, const struct machine *machine,
		 struct decision decision)
{
	if (!repeat->begun)
		repeat->state = machine_fingerprint(machine);
	repeat->begun = true;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			set_add(&repeat->enabled, i);
	set_add(&repeat->moved, decision.thread);
	repeat->spurious |= machine_is_spurious(machine, decision.thread,
						(int)decision.alternative);
	repeat->progress |= decision.kind == OP_PROGRESS;
}

bool repeat_is_fair(const struct repeat *repeat, const struct machine *machine)
{
	struct thread_set waiting =
		set_without(repeat->enabled, &repeat->moved);
	bool stuck[MAX_THREADS];

	return repeat->begun && set_is_empty(&waiting) && !repeat->spurious &&
	       (!repeat->progress || stuck_for_ever(machine, stuck) > 0) &&
	       machine_fingerprint(machine) == repeat->state;
}
