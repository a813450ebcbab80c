/* Which operations can go, and which of them only spuriously. */
#include "machine/cancel.h"
#include "machine/rules/rules.h"

bool machine_only_spurious(const struct machine *machine, int thread)
{
	const struct rule *rule = rule_of(machine, thread);

	if (cancel_acts(machine, thread))
		return false;
	return operation_is(machine->threads[thread].op.kind, TRAIT_SLEEPS) ||
	       (rule->only_spurious && rule->only_spurious(machine, thread));
}

/* Failures are spurious too: a weak compare-exchange that fails for no reason,
 * or a wake-up without a signal that comes before the time is over. */
bool machine_is_spurious(const struct machine *machine, int thread,
			 int alternative)
{
	const struct rule *rule = rule_of(machine, thread);

	if (cancel_acts(machine, thread))
		return false;
	return (rule->is_spurious &&
		rule->is_spurious(machine, thread, alternative)) ||
	       machine_only_spurious(machine, thread);
}

int machine_alternatives(const struct machine *machine, int slot, bool spurious)
{
	const struct thread *thread = &machine->threads[slot];
	const struct rule *rule = operation_rules[thread->op.kind];

	if (thread->status != THREAD_ALIVE ||
	    (machine->atomic_owner && machine->atomic_owner != slot + 1) ||
	    (!spurious && machine_only_spurious(machine, slot)) ||
	    (machine->mode.constraint.kind && constraint_bars(machine, slot)))
		return 0;
	if (cancel_acts(machine, slot))
		return cancel_alternatives(machine, slot);
	if (rule->alternatives)
		return rule->alternatives(machine, slot);
	return rule->perform != NULL;
}

bool machine_is_barred(const struct machine *machine)
{
	if (!machine->seen.assumes)
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine->threads[i].op.kind == OP_BLOCKED)
			return true;
	return false;
}
