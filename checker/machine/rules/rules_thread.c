/* Rules of threads: start, create, finish, join, detach, cancel, exit. */
#include <errno.h>

#include "machine/learn/ends.h"
#include "machine/memory/memory.h"
#include "machine/rules/mutex.h"

/* The thread that a handle names, or -1. */
static int by_handle(const struct machine *machine, uint64_t handle)
{
	return handle >= 1 && handle <= (uint64_t)machine->thread_count
		       ? (int)handle - 1
		       : -1;
}

static enum performed start_perform(struct machine *machine, int thread,
				    int way)
{
	(void)way;
	if (thread == 0)
		constructor_begin(machine);
	return PERFORMED_RUN;
}

static enum performed create_perform(struct machine *machine, int thread,
				     int way)
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

void thread_finish(struct machine *machine, int slot, uint64_t value)
{
	struct thread *thread = &machine->threads[slot];

	memory_end(machine, slot, thread->sp, thread->stack_top - thread->sp);
	thread_save(machine, slot);
	if (machine->seen.robust)
		mutex_owner_ends(machine, slot);
	undo_save(&machine->undo, &machine->alive,
		  sizeof machine->alive + sizeof machine->unjoined);
	machine->alive--;
	machine->unjoined++;
	ends_note(machine, slot);
	thread->status = THREAD_FINISHED;
	thread->return_value = value;
	memset(&thread->op, 0, sizeof thread->op);
	memset((void *)(uintptr_t)thread->sp, 0,
	       thread->stack_top - thread->sp);
	thread->sp = thread->stack_top;
	memset(thread->saved, 0, sizeof thread->saved);
	memset(thread->result, 0, sizeof thread->result);
	race_thread_end(machine->race, slot);
}

/* The end of the last thread is that of the program (POSIX, pthread_exit): the
 * functions for atexit come, and know what all threads knew. */
bool last_thread_exits(struct machine *machine, int thread)
{
	if (machine->alive != 1 ||
	    !machine->runtime->calls_at_exit(machine, thread, EXIT_HANDLED, 0))
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (i != thread)
			race_pass(machine->race, (race_holder)thread,
				  (race_holder)i, false);
	return true;
}

static enum performed finish_perform(struct machine *machine, int thread,
				     int way)
{
	(void)way;
	if (last_thread_exits(machine, thread))
		return PERFORMED_RUN;
	thread_finish(machine, thread, op_of(machine, thread)->operand);
	return PERFORMED_STAY;
}

static int join_alternatives(const struct machine *machine, int thread)
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
			      "joins something that is not a thread");
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

static enum performed join_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);
	int target = by_handle(machine, op.operand);
	struct thread *joined = &machine->threads[target < 0 ? 0 : target];

	(void)way;
	machine->other = target < 0 ? -1 : target;
	if (!may_join(machine, thread, target))
		return PERFORMED_RUN;
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

static enum performed detach_perform(struct machine *machine, int thread,
				     int way)
{
	int target = by_handle(machine, op_of(machine, thread)->operand);

	(void)way;
	if (target < 0) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "detaches something that is not a thread");
	} else if (machine->threads[target].detached ||
		   machine->threads[target].joined) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "detaches T%d, which is already %s", target + 1,
			      machine->threads[target].joined ? "joined"
							      : "detached");
	} else {
		machine->other = target;
		thread_save(machine, target);
		machine->threads[target].detached = true;
	}
	return give(machine, thread, 0);
}

static enum performed cancel_perform(struct machine *machine, int thread,
				     int way)
{
	int target = by_handle(machine, op_of(machine, thread)->operand);
	struct thread *other = &machine->threads[target < 0 ? 0 : target];

	(void)way;
	if (target < 0) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "cancels something that is not a thread");
	} else if (other->joined) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "cancels T%d, which is already joined",
			      target + 1);
	} else if (other->detached && other->status == THREAD_FINISHED) {
		machine_found(machine, thread, FINDING_BAD_JOIN, 0,
			      "cancels T%d, which is detached and has ended",
			      target + 1);
	} else {
		machine->other = target;
		thread_save(machine, target);
		if (other->cancel == CANCEL_NONE)
			other->cancel = CANCEL_PENDING;
	}
	return give(machine, thread, 0);
}

static enum performed exit_perform(struct machine *machine, int thread, int way)
{
	const struct operation *op = op_of(machine, thread);
	int status = (int)op->operand & 0xff;

	(void)way;
	if (op->operand2 &&
	    machine->runtime->calls_at_exit(
		    machine, thread, (enum exit_way)op->operand2, op->operand))
		return PERFORMED_RUN;
	machine->ended = true;
	machine->exit_status = status;
	if (status != 0)
		machine_found(machine, thread, FINDING_EXIT, 0,
			      "the program ends with exit status %d", status);
	return PERFORMED_STAY;
}

static void create_uses(struct machine *machine, int thread, struct uses *uses)
{
	(void)machine;
	(void)thread;
	uses_add(uses, USED_SLOTS, USE_WRITE);
}

/* The thread that a handle names may not exist yet, and does once others have
 * created some. */
static void join_uses(struct machine *machine, int thread, struct uses *uses)
{
	int target = by_handle(machine, op_of(machine, thread)->operand);

	if (target < 0) {
		uses_add(uses, USED_ALL, USE_WRITE);
		return;
	}
	uses_add(uses, USED_SLOTS, USE_READ);
	uses_add(uses, USED_JOINS + (unsigned)target, USE_WRITE);
	/* One that can be cancelled can go without that end. */
	if (op_of(machine, thread)->cancel)
		uses_add(uses, USED_ENDS + (unsigned)target, USE_WRITE);
}

/* Whether the thread has ended shows. */
static void handle_uses(struct machine *machine, int thread, struct uses *uses)
{
	int target = by_handle(machine, op_of(machine, thread)->operand);

	join_uses(machine, thread, uses);
	if (target >= 0)
		uses_add(uses, USED_ENDS + (unsigned)target, USE_WRITE);
}

static void finish_uses(struct machine *machine, int thread, struct uses *uses)
{
	if (machine->seen.robust)
		uses_add(uses, USED_ALL, USE_WRITE);
	else
		uses_add(uses, USED_ENDS + (unsigned)thread, USE_WRITE);
}

static bool join_needs(const struct machine *machine, int thread, int other)
{
	return machine->threads[thread].op.operand == (uint64_t)other + 1;
}

const struct rule rule_start = {
	.perform = start_perform,
	.uses = uses_nothing,
};

const struct rule rule_create = {
	.perform = create_perform,
	.uses = create_uses,
};

const struct rule rule_finish = {
	.perform = finish_perform,
	.uses = finish_uses,
};

const struct rule rule_join = {
	.alternatives = join_alternatives,
	.perform = join_perform,
	.uses = join_uses,
	.needs = join_needs,
};

const struct rule rule_tryjoin = {
	.perform = join_perform,
	.uses = handle_uses,
};

const struct rule rule_detach = {
	.perform = detach_perform,
	.uses = handle_uses,
};

/* It uses anything: see cancel.h. */
const struct rule rule_cancel = {
	.perform = cancel_perform,
};

const struct rule rule_exit = {
	.perform = exit_perform,
};
