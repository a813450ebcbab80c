/* Channels, and select: what <mc.h> has of them.
 *
 * The handle is a block of the heap that only we look into; the buffer
 * another. */
#include "machine/rules/channel.h"

#include "machine/memory/heap.h"
#include "runtime/functions.h"
#include "runtime/runtime.h"

int rt_channel_create(uint64_t message_size, uint64_t capacity)
{
	struct machine *machine = mc_machine;
	uint64_t places =
		capacity == CHANNEL_UNBOUNDED ? CHANNEL_MAX_MESSAGES : capacity;
	uint64_t handle, storage, bytes;

	if (__builtin_mul_overflow(places, message_size, &bytes))
		bytes = (uint64_t)-1;
	handle = heap_allocate(machine, running(), 16, 16, true, call_pc());
	storage = handle ? heap_allocate(machine, running(), bytes, 16, true,
					 call_pc())
			 : 0;
	if (!storage ||
	    !channel_begin(machine, handle, storage, message_size, capacity))
		return ASK;
	machine->blocks[machine->block_count].internal = true;
	machine->blocks[machine->block_count - 1].internal = true;
	return give_result(handle);
}

int rt_channel_destroy(uint64_t channel)
{
	return ask(OP_CHANNEL_DESTROY, channel);
}

static int ask_message(enum operation_kind kind, uint64_t channel,
		       uint64_t message)
{
	new_operation(kind, channel)->operand = message;
	return ASK;
}

int rt_channel_send(uint64_t channel, uint64_t message)
{
	return ask_message(OP_SEND, channel, message);
}

int rt_channel_try_send(uint64_t channel, uint64_t message)
{
	return ask_message(OP_TRY_SEND, channel, message);
}

int rt_channel_receive(uint64_t channel, uint64_t message)
{
	return ask_message(OP_RECEIVE, channel, message);
}

int rt_channel_try_receive(uint64_t channel, uint64_t message)
{
	return ask_message(OP_TRY_RECEIVE, channel, message);
}

/* Reads a case of a select, but not what is of no use. */
static bool read_case(uint64_t at, uint64_t index)
{
	const struct select_case *c = (const void *)(uintptr_t)at;

	if (!may_read(at, sizeof c->channel))
		return false;
	if (!c->channel)
		return true;
	if (!may_read((uint64_t)(uintptr_t)&c->operation,
		      sizeof c->operation) ||
	    !may_read((uint64_t)(uintptr_t)&c->message, sizeof c->message))
		return false;
	if (c->operation == CASE_SEND || c->operation == CASE_RECEIVE)
		return true;
	machine_found(mc_machine, running(), FINDING_MISUSE, 0,
		      "selects, and case %llu is neither MC_SEND nor "
		      "MC_RECEIVE",
		      (unsigned long long)index);
	return false;
}

int rt_channel_select(uint64_t cases, uint64_t count, int wait)
{
	struct operation *op;

	for (uint64_t i = 0; i < count; i++)
		if (!read_case(cases + i * sizeof(struct select_case), i))
			return ASK;
	op = new_operation(OP_SELECT, 0);
	op->operand = cases;
	op->value.low = count;
	op->value.high = wait != 0;
	return ASK;
}

int rt_channel_close(uint64_t channel)
{
	return ask(OP_CLOSE, channel);
}
