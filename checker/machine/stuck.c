/* Who waits for whom, and who for ever; the findings made of that. */
#include "machine/stuck.h"

#include <string.h>

#include "machine/cancel.h"
#include "machine/rules/rules.h"

bool stuck_is_blocked(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];

	return thread->status == THREAD_ALIVE &&
	       thread->op.kind != OP_BLOCKED &&
	       machine_alternatives(machine, slot, false) == 0;
}

static bool is_owner(const struct machine *machine, uint64_t address,
		     enum object_kind kind, int thread)
{
	const struct object *object = object_find(machine, address, kind);

	return object && object->owner == thread;
}

bool stuck_needs(const struct machine *machine, int thread, int other)
{
	const struct rule *rule = rule_of(machine, thread);

	if (rule->needs)
		return rule->needs(machine, thread, other);
	return rule->waits_for != OBJECT_NONE &&
	       is_owner(machine, machine->threads[thread].op.object,
			rule->waits_for, other);
}

/* Does it need one that is stuck, or that has ended without letting go? */
static bool needs_one(const struct machine *machine, int thread,
		      const bool *stuck)
{
	for (int i = 0; i < machine->thread_count; i++)
		if ((stuck[i] ||
		     machine->threads[i].status == THREAD_FINISHED) &&
		    stuck_needs(machine, thread, i))
			return true;
	return false;
}

/* The largest set in which each needs another one of the set, or one that has
 * ended: none of them can be the first to go. */
int stuck_for_ever(const struct machine *machine, bool stuck[MAX_THREADS])
{
	int count = 0;
	bool changed;

	memset(stuck, 0, MAX_THREADS * sizeof *stuck);
	for (int i = 0; i < machine->thread_count; i++) {
		stuck[i] = stuck_is_blocked(machine, i);
		count += stuck[i];
	}
	do {
		changed = false;
		for (int i = 0; count && i < machine->thread_count; i++) {
			if (!stuck[i] || (needs_one(machine, i, stuck) &&
					  !cancel_may_come(machine, i, stuck)))
				continue;
			stuck[i] = false;
			count--;
			changed = true;
		}
	} while (changed);
	return count;
}

void stuck_at_end(struct machine *machine, int thread)
{
	bool stuck[MAX_THREADS];
	int count = stuck_for_ever(machine, stuck);

	if (count == 0 || machine->finding.class != FINDING_NONE)
		return;
	machine_found(machine, thread, FINDING_PARTIAL_DEADLOCK, 0,
		      "%d thread%s stuck forever when the program ends", count,
		      count == 1 ? " is" : "s are");
	machine->finding.pc = 0;
	machine->finding.thread = -1;
}

void machine_livelock(struct machine *machine)
{
	bool stuck[MAX_THREADS];
	int count = stuck_for_ever(machine, stuck);

	if (count)
		machine_found(machine, -1, FINDING_PARTIAL_DEADLOCK, 0,
			      "%d thread%s stuck forever while others keep "
			      "running",
			      count, count == 1 ? " is" : "s are");
	else
		machine_found(machine, -1, FINDING_LIVELOCK, 0,
			      "threads run forever, and none can finish");
	machine->finding.pc = 0;
}

/* A lock that is wanted is held by one who waits for a signal: each may wait
 * for the other. */
static bool sleeper_holds(const struct machine *machine, int sleeper)
{
	for (int i = 0; i < machine->thread_count; i++)
		if (machine->threads[i].status == THREAD_ALIVE &&
		    rule_of(machine, i)->waits_for != OBJECT_NONE &&
		    stuck_needs(machine, i, sleeper))
			return true;
	return false;
}

/* The first thread that waits for a signal, when that is all that is wrong;
 * else -1. */
static int lost_wakeup(const struct machine *machine)
{
	bool stuck[MAX_THREADS];
	int first = -1;

	if (stuck_for_ever(machine, stuck))
		return -1;
	for (int i = 0; i < machine->thread_count; i++) {
		if (machine->threads[i].status != THREAD_ALIVE ||
		    !operation_is(machine->threads[i].op.kind, TRAIT_SLEEPS))
			continue;
		if (sleeper_holds(machine, i))
			return -1;
		first = first < 0 ? i : first;
	}
	return first;
}

void machine_deadlock(struct machine *machine)
{
	int alive = 0, sleeper = lost_wakeup(machine);
	enum finding_class class =
		sleeper < 0 ? FINDING_DEADLOCK : FINDING_LOST_WAKEUP;

	for (int i = 0; i < machine->thread_count; i++)
		alive += machine->threads[i].status == THREAD_ALIVE;
	machine_found(machine, -1, class, 0,
		      alive == 1   ? "the only remaining thread waits forever"
		      : alive == 2 ? "both remaining threads wait forever"
				   : "all %d remaining threads wait forever",
		      alive);
	if (sleeper >= 0 && machine->finding.class == class)
		machine->finding.address = machine->threads[sleeper].op.object;
	machine->finding.pc = 0;
}
