/* Is a loop a fair cycle?  By definition, and with nothing of the search. */
#include "explore/watch.h"

#include "machine/stuck.h"

void watch_step(struct watch *watch, const struct machine *machine,
		struct decision decision)
{
	if (!watch->begun)
		watch->state = machine_fingerprint(machine);
	watch->begun = true;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			set_add(&watch->enabled, i);
	set_add(&watch->moved, decision.thread);
	watch->luck |= machine_is_luck(machine, decision.thread,
				       (int)decision.alternative);
	watch->progress |= decision.kind == OP_PROGRESS;
}

bool watch_is_fair(const struct watch *watch, const struct machine *machine)
{
	struct thread_set waiting =
		set_without(watch->enabled, &watch->moved);
	bool stuck[MAX_THREADS];

	return watch->begun && set_is_empty(&waiting) && !watch->luck &&
	       (!watch->progress || stuck_for_ever(machine, stuck) > 0) &&
	       machine_fingerprint(machine) == watch->state;
}
