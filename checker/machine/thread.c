/* A model's thread: creation, running on, saving, hashing.
 *
 * Kept true: all bytes of a stack below its stack pointer are zero.  So what a
 * function finds in a variable that it never set depends on nothing that was
 * explored before, and two equal stacks are equal to the last byte. */
#include "machine/thread.h"

#include <string.h>

#include "machine/frame.h"
#include "machine/library.h"
#include "machine/machine.h"
#include "machine/memory.h"
#include "machine/mutex.h"

static uint64_t align_down(uint64_t address, uint64_t alignment)
{
	return alignment ? address & ~(alignment - 1) : address;
}

/* Where things lie in the thread's slot. */
static void lay_out(struct machine *machine, int slot, struct thread *thread)
{
	uint64_t base = region_slot(&machine->region, slot);
	uint64_t top = base + STACK_GUARD + STACK_SIZE;
	uint64_t alignment = machine->elf->tls_align;

	thread->stack_low = base + STACK_GUARD;
	thread->stack_top = top;
	thread->errno_address = top - 16;
	thread->local = align_down(top - 16 - machine->elf->tls_size,
				   alignment < 16 ? 16 : alignment);
	thread->sp = thread->local - 32;
	if (thread->heap_top == 0)
		thread->heap_top = base + HEAP_OFFSET + AREA_SIZE;
}

/* The first frame: the function, entered by a return, and where it returns. */
static void fill_stack(struct machine *machine, const struct thread *thread)
{
	uint64_t *frame = (uint64_t *)(uintptr_t)thread->sp;
	const struct elf *elf = machine->elf;

	undo_put(&machine->undo, UNDO_ZERO, frame,
		 thread->stack_top - thread->sp);
	frame[0] = thread->function;
	frame[1] = (uint64_t)(uintptr_t)cross_thread_return;
	memcpy((void *)(uintptr_t)thread->local,
	       machine->region.base + elf->tls_address, elf->tls_file_size);
}

int thread_create(struct machine *machine, uint64_t function, uint64_t argument,
		  int creator)
{
	int slot = (int)machine->thread_count;
	struct thread *thread = &machine->threads[slot];

	if (slot == MAX_THREADS) {
		machine->limit = LIMIT_THREADS;
		return -1;
	}
	undo_save(&machine->undo, thread, sizeof *thread);
	undo_save(&machine->undo, &machine->thread_count,
		  sizeof machine->thread_count + sizeof machine->alive);
	machine->thread_count++;
	machine->alive++;
	memset(thread, 0, sizeof *thread);
	thread->function = function;
	thread->start[0] = argument;
	thread->status = THREAD_ALIVE;
	thread->creator = (int16_t)creator;
	thread->op.kind = OP_START;
	lay_out(machine, slot, thread);
	fill_stack(machine, thread);
	race_thread_begin(machine->race, slot, creator);
	machine->rehash[slot / 64] |= (uint64_t)1 << slot % 64;
	return slot;
}

void thread_finish(struct machine *machine, int slot, uint64_t value)
{
	struct thread *thread = &machine->threads[slot];

	memory_end(machine, slot, thread->sp, thread->stack_top - thread->sp);
	thread_save(machine, slot);
	if (machine->robust)
		mutex_owner_ends(machine, slot);
	undo_save(&machine->undo, &machine->alive,
		  sizeof machine->alive + sizeof machine->unjoined);
	machine->alive--;
	machine->unjoined++;
	thread->status = THREAD_FINISHED;
	thread->return_value = value;
	memset(&thread->op, 0, sizeof thread->op);
	thread_clear_below(machine, thread->stack_top);
	thread->sp = thread->stack_top;
	memset(thread->saved, 0, sizeof thread->saved);
	memset(thread->result, 0, sizeof thread->result);
	race_thread_end(machine->race, slot);
}

void thread_save(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];

	if (thread->saved_step == machine->step)
		return;
	undo_save(&machine->undo, thread, sizeof *thread);
	thread->saved_step = machine->step;
	/* Popped first, while `sp` is still that of the later state. */
	undo_put(&machine->undo, UNDO_STACK, (void *)(uintptr_t)thread->sp,
		 thread->stack_top - thread->sp);
	machine->rehash[slot / 64] |= (uint64_t)1 << slot % 64;
}

void thread_clear_below(void *context, uint64_t sp)
{
	struct machine *machine = context;
	int slot;
	uint64_t now;

	if (sp == region_slot(&machine->region, 0))
		return;
	slot = region_slot_of(&machine->region, sp - 1);
	now = machine->threads[slot].sp;
	if (now && now < sp)
		memset((void *)(uintptr_t)now, 0, sp - now);
}

/* The thread has asked (or was stopped): takes its registers over, and clears
 * what it left below its stack pointer. */
static void suspend(struct machine *machine, struct thread *thread)
{
	uint64_t low = mc_cross.low - machine->slack;

	memcpy(thread->saved, mc_cross.saved, sizeof thread->saved);
	thread->sp = mc_cross.sp;
	if (low < thread->stack_low)
		low = thread->stack_low;
	if (low < thread->sp)
		memset((void *)(uintptr_t)low, 0, thread->sp - low);
	memset(thread->result, 0, sizeof thread->result);
	if (thread->again)
		memcpy(thread->call, mc_cross.call, sizeof thread->call);
}

void thread_run(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];

	thread_save(machine, slot);
	if (thread->announced_size)
		memory_touch(machine, thread->announced,
			     thread->announced_size);
	memcpy(mc_cross.saved, thread->saved, sizeof thread->saved);
	memcpy(mc_cross.result, thread->result, sizeof thread->result);
	memcpy(mc_cross.start, thread->start, sizeof thread->start);
	memset(thread->start, 0, sizeof thread->start);
	mc_cross.sp = thread->sp;
	mc_cross.local = thread->local;
	mc_cross.again = thread->again;
	if (thread->again)
		memcpy(mc_cross.call, thread->call, sizeof thread->call);
	thread->again = false;
	memset(thread->call, 0, sizeof thread->call);
	thread->op.kind = OP_NONE;
	machine->current = slot;
	machine->plain_count = 0;
	cross_enter();
	machine->current = -1;
	suspend(machine, thread);
}

void thread_rehash(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];
	const struct operation *op = &thread->op;
	uint64_t fields[CROSS_SAVED + 15] = {
		op->kind | (uint64_t)op->order << 16 |
			(uint64_t)op->failure_order << 24 |
			(uint64_t)op->function << 32 |
			(uint64_t)op->word_result << 40 |
			(uint64_t)op->weak << 41 |
			(uint64_t)op->in_memory << 42 |
			(uint64_t)op->unused << 43 |
			(uint64_t)op->style << 48,
		op->object,
		op->operand,
		op->operand2,
		op->value.low,
		op->value.high,
		op->expected.low,
		op->expected.high,
		op->size,
		thread->sp,
		thread->heap_top,
		thread->return_value,
		(uint64_t)thread->c11 << 24 | (uint64_t)thread->status << 16 |
			(uint64_t)thread->joined << 8 | thread->detached,
		thread->start[0],
		thread->start[1],
	};

	memcpy(&fields[15], thread->saved, sizeof thread->saved);
	thread->hash = hash_words((uint64_t)slot + 1, fields, sizeof fields) +
		       hash_words((uint64_t)slot + 1 + MAX_THREADS,
				  (void *)(uintptr_t)thread->sp,
				  thread->stack_top - thread->sp);
	if (thread->again)
		thread->hash += hash_words((uint64_t)slot + 1 + 2 * MAX_THREADS,
					   thread->call, sizeof thread->call);
}

uint64_t thread_pc(const struct machine *machine, int slot)
{
	uint64_t pc = thread_raw_pc(machine, slot);

	return pc && machine->library ? library_caller(machine, slot, pc) : pc;
}

uint64_t thread_raw_pc(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t sp = slot == machine->current ? mc_cross.sp : thread->sp;

	if (thread->status != THREAD_ALIVE || sp + 8 > thread->stack_top)
		return 0;
	return *(const uint64_t *)(uintptr_t)sp;
}

int frame_end(void)
{
	struct machine *machine = mc_machine;
	struct frame frame;

	mc_cross.result[0] = 0;
	if (machine->frame_ends)
		machine->frame_ends(mc_cross.saved[1]);
	if (frame_first(machine, machine->current, &frame) &&
	    frame.sp < frame.cfa - CROSS_LINKS)
		memory_end(machine, machine->current, frame.sp,
			   frame.cfa - CROSS_LINKS - frame.sp);
	return machine_over(machine) ? ASK : CONTINUE;
}
