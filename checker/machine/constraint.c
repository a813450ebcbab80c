/* What a constraint does not let happen. */
#include "machine/constraint.h"

#include "machine/machine.h"

static bool asks_for_one(const struct machine *machine, int thread)
{
	const struct constraint *constraint = &machine->mode.constraint;
	const struct operation *op = &machine->threads[thread].op;

	if (!operation_is(op->kind, TRAIT_TAKES | TRAIT_LOCKS))
		return false;
	for (uint32_t i = 0; i < constraint->lock_count; i++)
		if (constraint->locks[i] == op->object)
			return true;
	return false;
}

static bool gate_bars(const struct machine *machine, int thread)
{
	const struct constraint *constraint = &machine->mode.constraint;
	bool others = false;

	if (!asks_for_one(machine, thread))
		return false;
	for (uint32_t i = 0; i < constraint->lock_count; i++) {
		const struct object *mutex = object_find(
			machine, constraint->locks[i], OBJECT_MUTEX);

		if (mutex && mutex->owner == thread)
			return false;
		others |= mutex && mutex->owner >= 0;
	}
	return others;
}

bool constraint_bars(const struct machine *machine, int thread)
{
	return machine->mode.constraint.kind == CONSTRAINT_GATE &&
	       gate_bars(machine, thread);
}
