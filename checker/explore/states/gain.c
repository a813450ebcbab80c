/* What threads get by a step. */
#include "explore/states/gain.h"

#include "machine/memory/memory.h"
#include "machine/stuck.h"
#include "machine/world/held.h"

/* Has the thread run on in the step that was made? */
static bool ran(const struct machine *machine, int thread)
{
	for (int i = 0; i < machine->queued; i++)
		if (machine->queue[i] == thread)
			return true;
	return false;
}

/* Does it hold a lock other than the one that it asks for? */
static bool holds_other(const struct machine *machine, int thread)
{
	const struct holds *holds = &machine->held[thread];
	uint64_t lock = machine->threads[thread].op.object;

	for (uint32_t i = 0; i < holds->count; i++)
		if (holds->held[i].lock != lock)
			return true;
	return false;
}

/* The thread has what it asked for; `held`: and had a lock before. */
static unsigned marks_of_getting(unsigned kind, bool held)
{
	unsigned marks = operation_is(kind, TRAIT_TRIES) ? MARK_TRIED : 0;

	if (operation_is(kind, TRAIT_GIVEN))
		return marks | MARK_GOT | MARK_GIVEN;
	if (operation_is(kind, TRAIT_TAKES))
		return marks | MARK_GOT | (held ? MARK_NESTED : 0);
	return marks;
}

static unsigned marks_of_touching(const struct machine *machine)
{
	return (machine->touched & TOUCH_WRITE ? MARK_WROTE : 0u) |
	       (machine->touched & TOUCH_LOOK ? MARK_LOOKED : 0u);
}

/* What may be free for others, but never for the thread. */
static uint64_t lock_of(const struct operation *op)
{
	return operation_is(op->kind, TRAIT_TAKES) || op->kind == OP_SEM_WAIT ||
			       op->kind == OP_SEM_TRYWAIT
		       ? op->object
		       : 0;
}

struct gain gain_step(struct machine *machine, int thread, int alternative)
{
	unsigned kind = machine->threads[thread].op.kind;
	bool held = holds_other(machine, thread);
	hash128 before = machine->sums.memory;
	struct gain gain = {.lock = lock_of(&machine->threads[thread].op)};

	machine->watched = true;
	machine->touched = 0;
	machine_step(machine, thread, alternative);
	machine->watched = false;
	gain.marks = marks_of_touching(machine);
	/* What libc keeps for itself, as of random numbers, is nobody's. */
	if (gain.marks & MARK_WROTE && machine->sums.memory != before)
		gain.marks |= MARK_CHANGED;
	if (machine->in_vain)
		gain.marks |= MARK_FAILED;
	else if (ran(machine, thread))
		gain.marks |= marks_of_getting(kind, held);
	for (int i = 0; i < machine->queued; i++)
		if (machine->queue[i] != thread)
			set_add(&gain.others, machine->queue[i]);
	return gain;
}

struct thread_set gain_waits(const struct machine *machine)
{
	struct thread_set waits = {0};

	for (int i = 0; i < machine->thread_count; i++)
		if (stuck_is_blocked(machine, i) &&
		    machine->threads[i].op.kind != OP_JOIN)
			set_add(&waits, i);
	return waits;
}
