/* What threads offer on channels, alone or as a case of a select. */
#include "machine/rules/channel.h"

#include <limits.h>

#include "machine/memory/memory.h"

bool channel_is_full(const struct object *channel)
{
	return channel->capacity != CHANNEL_UNBOUNDED &&
	       channel->count == channel->capacity;
}

bool select_waits(const struct machine *machine, int thread)
{
	return machine->threads[thread].op.value.high;
}

bool select_case_at(const struct machine *machine, int thread, uint64_t index,
		    struct select_case *at)
{
	const struct operation *op = &machine->threads[thread].op;

	if (index >= op->value.low)
		return false;
	*at = ((const struct select_case *)(uintptr_t)op->operand)[index];
	return true;
}

enum operation_kind select_kind(const struct select_case *at)
{
	return at->operation == CASE_SEND ? OP_SEND : OP_RECEIVE;
}

/* By itself; also when going would be a finding. */
bool select_is_ready(const struct machine *machine,
		     const struct select_case *at)
{
	const struct object *channel =
		object_find(machine, at->channel, OBJECT_CHANNEL);

	if (!at->channel)
		return false;
	if (!channel || channel->state == STATE_DESTROYED || channel->closed)
		return true;
	if (at->operation == CASE_SEND)
		return !channel_is_full(channel);
	return channel->count > 0;
}

static bool any_is_ready(const struct machine *machine, int thread)
{
	struct select_case at;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		if (select_is_ready(machine, &at))
			return true;
	return false;
}

static bool select_offer(const struct machine *machine, int thread,
			 uint64_t channel, enum operation_kind kind,
			 bool waiting, int *way, struct offer *offer)
{
	struct select_case at;

	if (!select_waits(machine, thread) ||
	    (waiting && (machine->threads[thread].op.operand2 != WAITING ||
			 any_is_ready(machine, thread))))
		return false;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		if (at.channel != channel || select_kind(&at) != kind ||
		    (*way)-- > 0)
			continue;
		*offer = (struct offer){thread, (int)i, channel, at.message};
		return true;
	}
	return false;
}

/* Of one thread; see channel_offer. */
static bool thread_offer(const struct machine *machine, int slot,
			 uint64_t channel, enum operation_kind kind,
			 bool waiting, int *way, struct offer *offer)
{
	const struct thread *thread = &machine->threads[slot];

	if (thread->status != THREAD_ALIVE)
		return false;
	if (thread->op.kind == OP_SELECT)
		return select_offer(machine, slot, channel, kind, waiting, way,
				    offer);
	if (thread->op.kind != kind || thread->op.object != channel ||
	    (waiting && thread->op.operand2 != WAITING) || (*way)-- > 0)
		return false;
	*offer = (struct offer){slot, -1, channel, thread->op.operand};
	return true;
}

static bool find_offer(const struct machine *machine, int but, uint64_t channel,
		       enum operation_kind kind, bool waiting, int *way,
		       struct offer *offer)
{
	for (int i = 0; i < machine->thread_count; i++)
		if (i != but && thread_offer(machine, i, channel, kind, waiting,
					     way, offer))
			return true;
	return false;
}

bool channel_offer(const struct machine *machine, int but, uint64_t channel,
		   enum operation_kind kind, bool waiting, int way,
		   struct offer *offer)
{
	return find_offer(machine, but, channel, kind, waiting, &way, offer);
}

int channel_offers(const struct machine *machine, int but, uint64_t channel,
		   enum operation_kind kind, bool waiting)
{
	struct offer none;
	int left = INT_MAX;

	find_offer(machine, but, channel, kind, waiting, &left, &none);
	return INT_MAX - left;
}

static void select_done(struct machine *machine, struct offer offer,
			enum channel_result result)
{
	const struct operation *op = op_of(machine, offer.thread);
	struct select_case *cases =
		(struct select_case *)(uintptr_t)op->operand;
	uint64_t place = (uint64_t)(uintptr_t)&cases[offer.index].result;

	machine->threads[offer.thread].result[0] = (uint64_t)offer.index;
	if (memory_access(machine, offer.thread, place, 4, RACE_WRITE,
			  thread_pc(machine, offer.thread)))
		memory_put(machine, place, 4, (struct wide){result, 0});
}

void channel_done(struct machine *machine, struct offer offer,
		  enum channel_result result)
{
	if (offer.index < 0)
		machine->threads[offer.thread].result[0] = result;
	else
		select_done(machine, offer, result);
}
