/* Rules of atomic blocks (__VERIFIER_atomic_begin and _end of SV-COMP): between
 * the two no other thread goes (see machine_alternatives), and the end of one
 * happens before the beginning of the next.  A block may stand inside of one of
 * the same thread's. */
#include "machine/rules/rules.h"

static struct object *block_object(struct machine *machine)
{
	return object_get(machine, region_area(&machine->region, 0),
			  OBJECT_ATOMIC_BLOCK);
}

static void set_owner(struct machine *machine, struct object *block, int owner,
		      uint64_t depth)
{
	object_begin(machine, block);
	block->owner = (int16_t)owner;
	block->nesting = depth;
	object_end(machine, block);
	undo_save(&machine->undo, &machine->atomic_owner,
		  sizeof machine->atomic_owner);
	machine->atomic_owner = owner + 1;
}

static enum performed atomic_begin_perform(struct machine *machine, int thread,
					   int way)
{
	struct object *block = block_object(machine);

	(void)way;
	if (!block)
		return PERFORMED_RUN;
	set_owner(machine, block, thread, block->nesting + 1);
	rule_acquire(machine, thread, block);
	return give(machine, thread, 0);
}

static enum performed atomic_end_perform(struct machine *machine, int thread,
					 int way)
{
	struct object *block = block_object(machine);

	(void)way;
	if (!block)
		return PERFORMED_RUN;
	if (block->owner != thread) {
		machine_found(machine, thread, FINDING_MISUSE, 0,
			      "ends an atomic block that it has not started");
		return PERFORMED_RUN;
	}
	set_owner(machine, block, block->nesting > 1 ? thread : -1,
		  block->nesting - 1);
	rule_release(machine, thread, block);
	return give(machine, thread, 0);
}

const struct rule rule_atomic_begin = {
	.perform = atomic_begin_perform,
};

const struct rule rule_atomic_end = {
	.perform = atomic_end_perform,
};
