/* Calling functions of the model's: pushing the frame, and taking it off. */
#include "machine/thread/call.h"

#include <string.h>

#include "base/error.h"
#include "machine/thread/targets.h"

/* Pushes the call; returns the new stack pointer. */
static uint64_t push(uint64_t sp, uint64_t function, enum call_then then,
		     const uint64_t *words, unsigned n)
{
	uint64_t *at = (uint64_t *)(uintptr_t)sp;

	must_hold(n <= CALL_MAX_WORDS);
	for (unsigned i = n; i > 0; i--)
		*--at = words[i - 1];
	if (call_padding(n))
		*--at = 0;
	*--at = n;
	*--at = (uint64_t)then;
	*--at = (uint64_t)(uintptr_t)cross_call_return;
	*--at = function;
	return (uint64_t)(uintptr_t)at;
}

static void note_depth(uint64_t sp)
{
	if (sp < mc_cross.low)
		mc_cross.low = sp;
}

int call_function(uint64_t function, const uint64_t arguments[3],
		  enum call_then then, const uint64_t *words, unsigned n)
{
	if (!targets_allow(mc_machine, mc_machine->current, function))
		return ASK;
	mc_cross.sp = push(mc_cross.sp, function, then, words, n);
	note_depth(mc_cross.sp);
	mc_cross.start[0] = arguments[0];
	mc_cross.start[1] = arguments[1];
	mc_cross.result[1] = arguments[2];
	mc_cross.result[0] = 0;
	return CALL;
}

void call_from_operation(struct machine *machine, int slot, uint64_t function,
			 uint64_t argument, enum call_then then,
			 const uint64_t *words, unsigned n)
{
	struct thread *thread = &machine->threads[slot];

	if (!targets_allow(machine, slot, function))
		return;
	thread->sp = push(thread->sp, function, then, words, n);
	thread->start[0] = argument;
}

enum call_then call_take_off(uint64_t words[CALL_MAX_WORDS])
{
	const uint64_t *at = (const uint64_t *)(uintptr_t)mc_cross.sp;
	uint64_t then = at[0], n = at[1];

	must_hold(then < CALL_COUNT && n <= CALL_MAX_WORDS);
	memcpy(words, at + 2 + call_padding(n), n * 8);
	mc_cross.sp = call_behind(mc_cross.sp);
	return (enum call_then)then;
}
