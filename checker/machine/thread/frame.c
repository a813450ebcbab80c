/* The frames on a thread's stack: walking along the frame pointers. */
#include "machine/thread/frame.h"

#include "machine/thread/call.h"
#include "machine/thread/where.h"
#include "model/elf/unwind.h"

/* Where the frame ends.  On x86-64 the frame pointer points to the two links
 * that stand there.  On aarch64 the links may stand at either end of a frame,
 * and only the debug information says how large it is. */
static uint64_t end_of(const struct machine *machine, const struct frame *frame)
{
#if defined(__aarch64__)
	struct unwind_rule rule;

	if (unwind_find(machine->elf,
			frame->pc - 1 - region_base(&machine->region), &rule)) {
		if (rule.reg == UNWIND_FRAME_POINTER)
			return frame->pointer + rule.offset;
		if (rule.reg == UNWIND_STACK_POINTER)
			return frame->sp + rule.offset;
	}
#endif
	(void)machine;
	return frame->pointer + 16;
}

static bool complete(const struct machine *machine, int slot,
		     struct frame *frame)
{
	const struct thread *thread = &machine->threads[slot];

	if (frame->pointer < thread->stack_low ||
	    frame->pointer >= thread->stack_top - 16)
		return false;
	frame->cfa = end_of(machine, frame);
	return true;
}

bool frame_first(const struct machine *machine, int slot, struct frame *frame)
{
	const struct thread *thread = &machine->threads[slot];
	bool current = slot == machine->current;

	frame->pc = thread_raw_pc(machine, slot);
	frame->sp = (current ? mc_cross.sp : thread->sp) + CROSS_RETURN;
	frame->pointer = current ? mc_cross.saved[1] : thread->saved[1];
	return complete(machine, slot, frame);
}

bool frame_next(const struct machine *machine, int slot, struct frame *frame)
{
	const uint64_t *link = (const uint64_t *)(uintptr_t)frame->pointer;

	if (link[0] <= frame->pointer)
		return false;
	frame->pc = link[1];
	frame->sp = frame->cfa;
	frame->pointer = link[0];
	if (frame->pc == (uint64_t)(uintptr_t)cross_call_return) {
		uint64_t at = call_behind(frame->sp);

		frame->pc = *(const uint64_t *)(uintptr_t)at;
		frame->sp = at + CROSS_RETURN;
	}
	return complete(machine, slot, frame);
}
