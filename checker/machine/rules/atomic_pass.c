/* What atomics and fences pass on (C11 5.1.2.4).
 *
 * An atomic object keeps what each thread that heads a release sequence at it
 * has passed on, one part a head.  A store by thread t ends the sequences of
 * all other threads, and continues its own; a read-modify-write continues
 * all.  So after a store only the part of t is left, and a store that releases
 * replaces that as well. */
#include "machine/rules/atomic_pass.h"

#include "machine/machine.h"

static bool acquires(unsigned order)
{
	return order != ORDER_RELAXED && order != ORDER_RELEASE;
}

static bool releases(unsigned order)
{
	return order >= ORDER_RELEASE;
}

/* A thread's holder for fences, made when first needed. */
static race_holder fence_holder(struct machine *machine, int thread,
				uint32_t *which, uint64_t key)
{
	if (!*which) {
		undo_save(&machine->undo, which, sizeof *which);
		*which = race_holder_new(machine->race, key + (uint64_t)thread);
	}
	return *which;
}

static race_holder release_holder(struct machine *machine, int thread)
{
	return fence_holder(machine, thread,
			    &machine->threads[thread].release_holder,
			    0x72656c65617365);
}

static race_holder acquire_holder(struct machine *machine, int thread)
{
	return fence_holder(machine, thread,
			    &machine->threads[thread].acquire_holder,
			    0x61637175697265);
}

/* Reading the object: its knowledge goes to the thread, or is made ready for
 * an acquire fence. */
static void pass_to_reader(struct machine *machine, int thread,
			   struct object *atomic, unsigned order)
{
	race_holder to = (race_holder)thread;

	if (!acquires(order)) {
		if (!machine->needs.fences)
			return;
		to = acquire_holder(machine, thread);
	}
	for (uint32_t i = atomic->first_part; i;
	     i = machine->objects.parts[i].next)
		race_pass(machine->race, to, machine->objects.parts[i].holder,
			  false);
}

static void end_other_sequences(struct machine *machine, int thread,
				const struct object *atomic)
{
	for (uint32_t i = atomic->first_part; i;
	     i = machine->objects.parts[i].next)
		if (machine->objects.parts[i].which != (uint32_t)thread)
			race_forget(machine->race,
				    machine->objects.parts[i].holder);
}

/* Writing the object: what the thread knows (or knew at its last release
 * fence) goes to the object. */
static void pass_from_writer(struct machine *machine, int thread,
			     struct object *atomic, unsigned order, bool update)
{
	if (!update)
		end_other_sequences(machine, thread, atomic);
	if (releases(order))
		race_pass(machine->race,
			  object_part(machine, atomic, (uint32_t)thread),
			  (race_holder)thread, !update);
	else if (machine->threads[thread].release_holder)
		race_pass(machine->race,
			  object_part(machine, atomic, (uint32_t)thread),
			  release_holder(machine, thread), false);
}

void atomic_pass(struct machine *machine, int thread, uint64_t address,
		 bool reads, bool writes, unsigned order)
{
	struct object *atomic;

	if (race_idle(machine->race) || machine_alone(machine))
		return;
	atomic = object_get(machine, address, OBJECT_ATOMIC);
	if (!atomic)
		return;
	if (reads)
		pass_to_reader(machine, thread, atomic, order);
	if (writes)
		pass_from_writer(machine, thread, atomic, order, reads);
}

void atomic_fence(struct machine *machine, int thread, unsigned order)
{
	if (race_idle(machine->race))
		return;
	if (acquires(order))
		race_pass(machine->race, (race_holder)thread,
			  acquire_holder(machine, thread), false);
	if (releases(order))
		race_pass(machine->race, release_holder(machine, thread),
			  (race_holder)thread, true);
}
