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
#include "machine/rules/channel.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

/* Is it at a rendezvous, with nothing to do there by itself? */
static bool needs_partner(const struct machine *machine,
			  const struct select_case *at)
{
	const struct object *channel =
		object_find(machine, at->channel, OBJECT_CHANNEL);

	return channel && channel->capacity == 0 &&
	       !select_is_ready(machine, at);
}

/* Those whom it can meet in this case. */
static enum operation_kind partner_kind(const struct select_case *at)
{
	return at->operation == CASE_SEND ? OP_RECEIVE : OP_SEND;
}

static int case_ways(const struct machine *machine, int thread,
		     const struct select_case *at)
{
	if (select_is_ready(machine, at))
		return 1;
	if (!needs_partner(machine, at) ||
	    (select_waits(machine, thread) && at->operation == CASE_RECEIVE))
		return 0;
	return channel_offers(machine, thread, at->channel, partner_kind(at),
			      !select_waits(machine, thread));
}

/* May it come to wait, as a step of its own?  (See may_wait of channels.) */
static bool may_come(const struct machine *machine, int thread)
{
	struct select_case at;
	bool meets = false;

	if (!machine->needs.sees_waiting || !select_waits(machine, thread) ||
	    machine->threads[thread].op.operand2 == WAITING)
		return false;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		bool here = needs_partner(machine, &at);

		if (select_is_ready(machine, &at) ||
		    (here && channel_offers(machine, thread, at.channel,
					    partner_kind(&at), true)))
			return false;
		meets |= here;
	}
	return meets;
}

static int select_alternatives(const struct machine *machine, int thread)
{
	struct select_case at;
	int ways = 0;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		ways += case_ways(machine, thread, &at);
	if (!select_waits(machine, thread))
		return ways ? ways : 1;
	return ways + may_come(machine, thread);
}

static void meet(struct machine *machine, struct object *channel,
		 struct offer mine, enum operation_kind kind, int way)
{
	bool waiting = !select_waits(machine, mine.thread);
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

	machine->shown_object = mine.channel;
	machine->shown_operand = kind;
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

static enum performed select_perform(struct machine *machine, int thread,
				     int way)
{
	struct select_case at;

	machine->shown_operand = OP_NONE;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		int ways = case_ways(machine, thread, &at);

		if (way < ways) {
			go(machine,
			   (struct offer){thread, (int)i, at.channel,
					  at.message},
			   select_kind(&at), way);
			return PERFORMED_RUN;
		}
		way -= ways;
	}
	if (!select_waits(machine, thread))
		return get_nothing(machine, thread, (uint64_t)(int64_t)-1);
	op_of(machine, thread)->operand2 = WAITING;
	return PERFORMED_STAY;
}

static void select_uses(struct machine *machine, int thread, struct uses *uses)
{
	struct select_case at;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		if (at.channel)
			uses_add_word(machine, uses, at.channel, USE_WRITE);
}

const struct rule rule_select = {
	.alternatives = select_alternatives,
	.perform = select_perform,
	.uses = select_uses,
};
