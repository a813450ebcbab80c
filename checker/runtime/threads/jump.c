/* setjmp and longjmp within a thread, and what glibc makes of
 * pthread_cleanup_push: a jump, when the thread ends early.
 *
 * A buffer holds the callee-saved registers, the stack pointer at the call of
 * setjmp and the address that it returns to.  Which buffers may be jumped to is
 * remembered for each thread, with the frame that called setjmp: when that
 * function returns (see frame_end), its buffers are forgotten.  Where to jump
 * is remembered, too: a buffer is the program's memory, and what it puts there
 * must not choose which code runs. */
#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>

#include "base/hash.h"
#include "machine/thread/frame.h"
#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/threads/jump.h"
#include "runtime/libc/libc.h"

/* What of a jmp_buf is used: glibc's __jmp_buf, or less. */
enum { SAVED, SP = CROSS_SAVED, PC, BUFFER_WORDS };
#define BUFFER_SIZE (BUFFER_WORDS * 8)
#define FRAME_POINTER 1 /* in `saved` */

_Static_assert(BUFFER_SIZE <= sizeof(__jmp_buf), "it has room");

/* pthread_cleanup_push: glibc's __pthread_unwind_buf_t, of which the word
 * behind the jump's is the next one further out. */
#define CLEANUP_NEXT offsetof(__pthread_unwind_buf_t, __pad)

static const uint64_t *words_at(uint64_t buffer)
{
	return (const uint64_t *)(uintptr_t)buffer;
}

/* The buffer's place in the list, or the list's end. */
static uint64_t find(uint64_t buffer)
{
	const struct libc_state *own = libc_state_own();
	uint64_t i = 0;

	while (i < own->jump_count && own->jumps[i].buffer != buffer)
		i++;
	return i;
}

static void set_entry(uint64_t place, const struct jump *jump)
{
	const struct jump *entry = &libc_state_own()->jumps[place];

	libc_state_set(&entry->buffer, jump->buffer);
	libc_state_set(&entry->frame, jump->frame);
	libc_state_set(&entry->sp, jump->sp);
	libc_state_set(&entry->pc, jump->pc);
	libc_state_set(&entry->registers, jump->registers);
}

/* What a buffer's words say. */
static struct jump jump_of(uint64_t buffer)
{
	const uint64_t *words = words_at(buffer);

	return (struct jump){buffer, words[FRAME_POINTER], words[SP], words[PC],
			     (uint64_t)hash_words(0, words, SP * 8)};
}

/* Forgets the entries that are not `kept`; what is left keeps its order. */
static void filter(bool (*kept)(uint64_t buffer, uint64_t frame, uint64_t than),
		   uint64_t than)
{
	const struct libc_state *own = libc_state_own();
	uint64_t count = own->jump_count, left = 0;

	for (uint64_t i = 0; i < count; i++) {
		struct jump jump = own->jumps[i];

		if (!kept(jump.buffer, jump.frame, than))
			continue;
		if (left < i)
			set_entry(left, &jump);
		left++;
	}
	for (uint64_t i = left; i < count; i++)
		set_entry(i, &(struct jump){0});
	if (left < count)
		libc_state_set(&own->jump_count, left);
}

static bool is_outside(uint64_t buffer, uint64_t frame, uint64_t ended)
{
	(void)buffer;
	return frame > ended;
}

static bool is_another(uint64_t buffer, uint64_t frame, uint64_t than)
{
	(void)frame;
	return buffer != than;
}

static void forget_frame(uint64_t frame)
{
	if (libc_state_own()->jump_count > 0)
		filter(is_outside, frame);
}

int rt_setjmp(uint64_t buffer)
{
	const struct libc_state *own = libc_state_own();
	uint64_t words[BUFFER_WORDS], place;
	struct jump jump;

	if (!may_write(buffer, BUFFER_SIZE))
		return ASK;
	filter(is_another, buffer);
	place = own->jump_count;
	if (place == MAX_JUMPS)
		return reach_limit(LIMIT_LIBRARY);
	memcpy(words, mc_cross.saved, sizeof mc_cross.saved);
	words[SP] = mc_cross.sp;
	words[PC] = call_pc();
	memcpy(bytes_at(buffer), words, sizeof words);
	jump = jump_of(buffer);
	set_entry(place, &jump);
	libc_state_set(&own->jump_count, place + 1);
	return give_result(0);
}

static bool is_as_filled(uint64_t buffer)
{
	const struct jump *then = &libc_state_own()->jumps[find(buffer)];
	struct jump now = jump_of(buffer);

	return now.frame == then->frame && now.sp == then->sp &&
	       now.pc == then->pc && now.registers == then->registers;
}

/* The thread goes on behind the call of setjmp with this buffer, one of those
 * remembered; it returns `value`.  The frames in between end. */
static int jump(uint64_t buffer, uint64_t value)
{
	const uint64_t *words = words_at(buffer);
	uint64_t sp = words[SP];

	if (!is_as_filled(buffer))
		return misuse("jumps with a buffer whose contents have changed "
			      "since setjmp filled it");
	if (sp > mc_cross.sp)
		memory_end(mc_machine, running(), mc_cross.sp + CROSS_RETURN,
			   sp - mc_cross.sp);
	if (machine_over(mc_machine))
		return ASK;
	forget_frame(words[FRAME_POINTER] - 1);
	memcpy(mc_cross.saved, words, sizeof mc_cross.saved);
	mc_cross.sp = sp;
	*(uint64_t *)(uintptr_t)sp = words[PC];
	mc_cross.result[0] = value;
	mc_cross.result[1] = 0;
	return CALL;
}

static bool belongs_to_another(uint64_t buffer)
{
	for (int i = 0; i < mc_machine->thread_count; i++) {
		const struct libc_state *other =
			(const struct libc_state *)(uintptr_t)region_area(
				&mc_machine->region, i);

		for (uint64_t k = 0; i != running() && k < other->jump_count;
		     k++)
			if (other->jumps[k].buffer == buffer)
				return true;
	}
	return false;
}

int rt_longjmp(uint64_t buffer, int value)
{
	if (!may_read(buffer, BUFFER_SIZE))
		return ASK;
	if (find(buffer) < libc_state_own()->jump_count)
		return jump(buffer, value ? (unsigned)value : 1);
	if (belongs_to_another(buffer))
		return misuse("jumps to a setjmp of another thread");
	if (words_at(buffer)[SP] >= mc_machine->threads[running()].stack_low &&
	    words_at(buffer)[SP] < mc_machine->threads[running()].stack_top) {
		machine_found(mc_machine, running(), FINDING_DEAD_FRAME, 0,
			      "jumps into a function that has returned");
		return ASK;
	}
	return misuse("jumps with a buffer that setjmp never filled");
}

int rt_register_cancel(uint64_t buffer)
{
	if (!may_write(buffer + CLEANUP_NEXT, 8))
		return ASK;
	memory_put(mc_machine, buffer + CLEANUP_NEXT, 8,
		   (struct wide){libc_state_own()->cleanup, 0});
	libc_state_set(&libc_state_own()->cleanup, buffer);
	return give_result(0);
}

int rt_unregister_cancel(uint64_t buffer)
{
	if (!may_read(buffer + CLEANUP_NEXT, 8))
		return ASK;
	libc_state_set(&libc_state_own()->cleanup,
		       words_at(buffer + CLEANUP_NEXT)[0]);
	filter(is_another, buffer);
	return give_result(0);
}

/* The innermost handler, else the end.  Its function must still run. */
static int unwind(void)
{
	uint64_t buffer = libc_state_own()->cleanup;

	if (!buffer)
		return end_thread(libc_state_own()->exit_value);
	if (find(buffer) == libc_state_own()->jump_count) {
		machine_found(
			mc_machine, running(), FINDING_DEAD_FRAME, 0,
			"returned from a function between pthread_cleanup_push "
			"and pthread_cleanup_pop, and now ends");
		return ASK;
	}
	libc_state_set(&libc_state_own()->cleanup,
		       words_at(buffer + CLEANUP_NEXT)[0]);
	return jump(buffer, 1);
}

int rt_unwind_next(uint64_t buffer)
{
	(void)buffer;
	return unwind();
}

int unwind_thread(uint64_t value)
{
	if (!libc_state_own()->cleanup)
		return end_thread(value);
	libc_state_set(&libc_state_own()->exit_value, value);
	return unwind();
}

int frame_end(void)
{
	struct machine *machine = mc_machine;
	struct frame frame;

	mc_cross.result[0] = 0;
	forget_frame(mc_cross.saved[1]);
	if (frame_first(machine, machine->current, &frame) &&
	    frame.sp < frame.cfa - CROSS_LINKS)
		memory_end(machine, machine->current, frame.sp,
			   frame.cfa - CROSS_LINKS - frame.sp);
	return machine_over(machine) ? ASK : CONTINUE;
}
