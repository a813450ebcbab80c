/* Rules of threads: start, create, finish, join, detach, exit. */
#include <errno.h>

#include "machine/memory.h"
#include "machine/rules_table.h"
#include "machine/stuck.h"

/* The thread that a handle names, or -1. */
static int by_handle(const struct machine *machine, uint64_t handle)
{
	return handle >= 1 && handle <= (uint64_t)machine->thread_count
		       ? (int)handle - 1
		       : -1;
}

enum performed start_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	if (thread == 0)
		constructor_begin(machine);
	return PERFORMED_RUN;
}

enum performed create_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);
	uint64_t pc = thread_pc(machine, thread);
	int child;

	(void)way;
	if (!memory_access(machine, thread, op.object, 8, RACE_WRITE, pc))
		return PERFORMED_RUN;
	/* The handle is there before the thread, as in glibc. */
	memory_put(machine, op.object, 8,
		   (struct wide){(uint64_t)machine->thread_count + 1, 0});
	child = thread_create(machine, op.operand, op.operand2, thread);
	if (child < 0)
		return PERFORMED_RUN;
	machine->threads[child].detached = op.value.low;
	machine->threads[child].c11 = op.style == STYLE_C11;
	machine->threads[child].create_pc = pc;
	machine->other = child;
	/* Up to its first operation it does nothing that others could see. */
	if (!machine->mode.oracle)
		machine->queue[machine->queued++] = child;
	return give(machine, thread, 0);
}

/* The end of the last thread is that of the program (POSIX, pthread_exit): the
 * functions for atexit come, and know what all threads knew. */
bool last_thread_exits(struct machine *machine, int thread)
{
	if (machine->alive != 1 || !machine->calls_at_exit ||
	    !machine->calls_at_exit(machine, thread, EXIT_HANDLED, 0))
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (i != thread)
			race_pass(machine->race, (race_holder)thread,
				  (race_holder)i, false);
	return true;
}

enum performed finish_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	if (last_thread_exits(machine, thread))
		return PERFORMED_RUN;
	thread_finish(machine, thread, op_of(machine, thread)->operand);
	return PERFORMED_STAY;
}

int join_alternatives(const struct machine *machine, int thread)
{
	uint64_t handle = machine->threads[thread].op.operand;
	int target = by_handle(machine, handle);

	/* Misuse goes at once, to be found. */
	return target < 0 || target == thread ||
	       machine->threads[target].joined ||
	       machine->threads[target].detached ||
	       machine->threads[target].status == THREAD_FINISHED;
}

static bool may_join(struct machine *machine, int thread, int target)
{
	const struct thread *joined =
		&machine->threads[target < 0 ? 0 : target];

	if (target < 0)
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "joins what is no thread");
	else if (target == thread)
		machine_found(machine, thread, FINDING_SELF_DEADLOCK, 0,
			      "joins itself: it waits for its own end");
	else if (joined->detached)
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "joins T%d, which is detached", target + 1);
	else if (joined->joined)
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "joins T%d a second time", target + 1);
	else
		return true;
	return false;
}

enum performed join_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);
	int target = by_handle(machine, op.operand);
	struct thread *joined = &machine->threads[target < 0 ? 0 : target];

	(void)way;
	if (!may_join(machine, thread, target))
		return PERFORMED_RUN;
	machine->other = target;
	if (joined->status != THREAD_FINISHED)
		return give_error(machine, thread, (int)op.value.low);
	thread_save(machine, target);
	joined->joined = true;
	undo_save(&machine->undo, &machine->unjoined, sizeof machine->unjoined);
	machine->unjoined--;
	race_pass(machine->race, (race_holder)thread, (race_holder)target,
		  false);
	if (op.object) {
		uint32_t size = op.style == STYLE_C11 ? 4 : 8;

		if (!memory_access(machine, thread, op.object, size, RACE_WRITE,
				   thread_pc(machine, thread)))
			return PERFORMED_RUN;
		memory_put(machine, op.object, size,
			   (struct wide){joined->return_value, 0});
	}
	return give_error(machine, thread, 0);
}

enum performed detach_perform(struct machine *machine, int thread, int way)
{
	int target = by_handle(machine, op_of(machine, thread)->operand);

	(void)way;
	if (target < 0) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "detaches what is no thread");
	} else if (machine->threads[target].detached ||
		   machine->threads[target].joined) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "detaches T%d, which is %s already", target + 1,
			      machine->threads[target].joined ? "joined"
							      : "detached");
	} else {
		machine->other = target;
		thread_save(machine, target);
		machine->threads[target].detached = true;
	}
	return give(machine, thread, 0);
}

enum performed exit_perform(struct machine *machine, int thread, int way)
{
	const struct operation *op = op_of(machine, thread);
	int status = (int)op->operand & 0xff;

	(void)way;
	if (op->operand2 && machine->calls_at_exit &&
	    machine->calls_at_exit(machine, thread, (enum exit_way)op->operand2,
				   op->operand))
		return PERFORMED_RUN;
	machine->ended = true;
	machine->exit_status = status;
	if (status != 0)
		machine_found(machine, thread, FINDING_EXIT, 0,
			      "the program ends with exit status %d", status);
	stuck_at_end(machine, thread);
	return PERFORMED_STAY;
}
