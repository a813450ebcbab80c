/* Rules of select: of several sends and receives, one that is ready.
 *
 *	select { send on a | receive on b | receive on c }
 *
 * What it asks for is an array of cases in the model's memory, which the call
 * has read.  A case is ready by itself (there is room, a message, or the
 * channel is closed), or by a partner who comes to the rendezvous; each of
 * these is a way to go.  As everywhere, the sender goes where two meet.
 *
 * One that waits and has a case that is ready by itself is as good as gone: who
 * only tries does not see it.  One that does not wait is itself a try. */
#include "machine/channel.h"
#include "machine/memory.h"
#include "machine/rules_table.h"

static bool waits(const struct machine *machine, int thread)
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

static enum operation_kind kind_of(const struct select_case *at)
{
	return at->operation == CASE_SEND ? OP_SEND : OP_RECEIVE;
}

/* By itself; also when going would be a finding. */
static bool is_ready(const struct machine *machine,
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

/* Is it at a rendezvous, with nothing to do there by itself? */
static bool needs_partner(const struct machine *machine,
			  const struct select_case *at)
{
	const struct object *channel =
		object_find(machine, at->channel, OBJECT_CHANNEL);

	return channel && channel->capacity == 0 && !is_ready(machine, at);
}

static bool any_is_ready(const struct machine *machine, int thread)
{
	struct select_case at;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		if (is_ready(machine, &at))
			return true;
	return false;
}

/* Those whom it can meet in this case. */
static enum operation_kind partner_kind(const struct select_case *at)
{
	return at->operation == CASE_SEND ? OP_RECEIVE : OP_SEND;
}

static int case_ways(const struct machine *machine, int thread,
		     const struct select_case *at)
{
	if (is_ready(machine, at))
		return 1;
	if (!needs_partner(machine, at) ||
	    (waits(machine, thread) && at->operation == CASE_RECEIVE))
		return 0;
	return channel_offers(machine, thread, at->channel, partner_kind(at),
			      !waits(machine, thread));
}

/* May it come to wait, as a step of its own?  (See may_wait of channels.) */
static bool may_come(const struct machine *machine, int thread)
{
	struct select_case at;
	bool meets = false;

	if (!machine->tries || !waits(machine, thread) ||
	    machine->threads[thread].op.operand2 == WAITING)
		return false;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		bool here = needs_partner(machine, &at);

		if (is_ready(machine, &at) ||
		    (here && channel_offers(machine, thread, at.channel,
					    partner_kind(&at), true)))
			return false;
		meets |= here;
	}
	return meets;
}

int select_alternatives(const struct machine *machine, int thread)
{
	struct select_case at;
	int ways = 0;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		ways += case_ways(machine, thread, &at);
	if (!waits(machine, thread))
		return ways ? ways : 1;
	return ways + may_come(machine, thread);
}

bool select_offer(const struct machine *machine, int thread, uint64_t channel,
		  enum operation_kind kind, bool waiting, int *way,
		  struct offer *offer)
{
	struct select_case at;

	if (!waits(machine, thread) ||
	    (waiting && (machine->threads[thread].op.operand2 != WAITING ||
			 any_is_ready(machine, thread))))
		return false;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		if (at.channel != channel || kind_of(&at) != kind ||
		    (*way)-- > 0)
			continue;
		*offer = (struct offer){thread, (int)i, channel, at.message};
		return true;
	}
	return false;
}

void select_done(struct machine *machine, struct offer offer,
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

static void meet(struct machine *machine, struct object *channel,
		 struct offer mine, enum operation_kind kind, int way)
{
	bool waiting = !waits(machine, mine.thread);
	struct offer other;

	if (!channel_offer(machine, mine.thread, channel->address,
			   kind == OP_SEND ? OP_RECEIVE : OP_SEND, waiting, way,
			   &other))
		return;
	if (kind == OP_SEND)
		channel_meet(machine, channel, mine, other, other.thread);
	else
		channel_meet(machine, channel, other, mine, other.thread);
}

/* The case goes, in its way-th way. */
static void go(struct machine *machine, struct offer mine,
	       enum operation_kind kind, int way)
{
	bool sends = kind == OP_SEND;
	struct object *channel =
		channel_use(machine, mine.thread, mine.channel,
			    sends ? "sends on" : "receives on");

	machine->chosen = mine.channel;
	machine->chosen_kind = kind;
	if (!channel ||
	    (sends && !channel_may_send(machine, mine.thread, channel)))
		return;
	if (!sends && channel->count > 0)
		channel_get(machine, channel, mine);
	else if (!sends && channel->closed)
		channel_end(machine, channel, mine);
	else if (channel->capacity == 0)
		meet(machine, channel, mine, kind, way);
	else
		channel_put(machine, channel, mine);
}

enum performed select_perform(struct machine *machine, int thread, int way)
{
	struct select_case at;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		int ways = case_ways(machine, thread, &at);

		if (way < ways) {
			go(machine,
			   (struct offer){thread, (int)i, at.channel,
					  at.message},
			   kind_of(&at), way);
			return PERFORMED_RUN;
		}
		way -= ways;
	}
	if (!waits(machine, thread))
		return give(machine, thread, (uint64_t)(int64_t)-1);
	op_of(machine, thread)->operand2 = WAITING;
	return PERFORMED_STAY;
}
