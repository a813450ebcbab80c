/* Rules of channels (Go's, and Rust's mpsc).
 *
 * A channel is a buffer whose oldest message is always at its beginning, so
 * that equal contents are equal bytes.  What a message brings with it, and what
 * a free place in the buffer brings back to the next sender, are holders of
 * knowledge of their own (parts 0, 1, ... of the object, in the same order):
 *
 *      | message 0 | message 1 | free 0 | free 1 |   capacity 4, count 2
 *        receive: learns part 0; all move down, it becomes the last free one
 *        send: learns part `count`, which then holds what the sender knows
 *
 * So a send happens before the receive of its message, and the k-th receive
 * before the (k + capacity)-th send completes, and nothing else is ordered. */
#include <limits.h>
#include <string.h>

#include "machine/rules/channel.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

#define PART_CLOSED 0xffffffffu

static const struct object *channel_of(const struct machine *machine,
				       int thread)
{
	return object_find(machine, machine->threads[thread].op.object,
			   OBJECT_CHANNEL);
}

/* How many others ask for this on the thread's channel. */
static int peers(const struct machine *machine, int thread,
		 enum operation_kind kind, bool waiting)
{
	return channel_offers(machine, thread,
			      machine->threads[thread].op.object, kind,
			      waiting);
}

/* What the thread itself asks for; it does not select. */
static struct offer own(const struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;

	return (struct offer){thread, -1, op->object, op->operand};
}

/* May it come to wait, as a step of its own?  Not when somebody whom it would
 * meet at once waits there already. */
static bool may_wait(const struct machine *machine, int thread,
		     enum operation_kind partner)
{
	return machine->needs.sees_waiting &&
	       machine->threads[thread].op.operand2 != WAITING &&
	       peers(machine, thread, partner, true) == 0;
}

bool channel_begin(struct machine *machine, uint64_t handle, uint64_t storage,
		   uint64_t message_size, uint64_t capacity)
{
	struct object *channel = object_get(machine, handle, OBJECT_CHANNEL);

	if (!channel)
		return false;
	object_begin(machine, channel);
	channel->state = STATE_INITIALISED;
	channel->capacity = capacity;
	channel->message_size = message_size;
	channel->storage = storage;
	object_end(machine, channel);
	return true;
}

struct object *channel_use(struct machine *machine, int thread,
			   uint64_t address, const char *verb)
{
	struct object *channel = object_find(machine, address, OBJECT_CHANNEL);

	if (channel && channel->state != STATE_DESTROYED)
		return channel;
	machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
		      "%s %s", verb,
		      channel ? "a channel that was destroyed"
			      : "something that is not a channel");
	return NULL;
}

static struct object *use_own(struct machine *machine, int thread,
			      const char *verb)
{
	return channel_use(machine, thread, op_of(machine, thread)->object,
			   verb);
}

static bool access_message(struct machine *machine, struct offer offer,
			   uint64_t size, enum race_kind kind)
{
	return memory_access(machine, offer.thread, offer.message, size, kind,
			     thread_pc(machine, offer.thread));
}

/* The message goes from one thread's memory straight to the other's; both run
 * on, and each knows what the other knew. */
void channel_meet(struct machine *machine, struct object *channel,
		  struct offer sender, struct offer receiver, int other)
{
	struct race *race = machine->race;
	race_holder from = (race_holder)sender.thread;
	race_holder to = (race_holder)receiver.thread;

	machine->other = other;
	machine->queue[machine->queued++] = other;
	if (!access_message(machine, sender, channel->message_size,
			    RACE_READ) ||
	    !access_message(machine, receiver, channel->message_size,
			    RACE_WRITE))
		return;
	thread_save(machine, sender.thread);
	thread_save(machine, receiver.thread);
	memcpy((void *)(uintptr_t)receiver.message,
	       (void *)(uintptr_t)sender.message, channel->message_size);
	if (!race_idle(race)) {
		race_pass(race, to, from, false);
		race_pass(race, from, to, false);
	}
	channel_done(machine, sender, CHANNEL_OK);
	channel_done(machine, receiver, CHANNEL_OK);
}

/* Into the buffer; it has room. */
void channel_put(struct machine *machine, struct object *channel,
		 struct offer offer)
{
	race_holder sender = (race_holder)offer.thread;
	uint64_t place =
		channel->storage + channel->count * channel->message_size;
	race_holder holder;

	if (channel->count == CHANNEL_MAX_MESSAGES) {
		machine->limit = LIMIT_CHANNEL;
		return;
	}
	if (!access_message(machine, offer, channel->message_size, RACE_READ))
		return;
	memory_touch(machine, place, channel->message_size);
	memcpy((void *)(uintptr_t)place, (void *)(uintptr_t)offer.message,
	       channel->message_size);
	if (!race_idle(machine->race)) {
		holder =
			object_part(machine, channel, (uint32_t)channel->count);
		race_pass(machine->race, sender, holder, false);
		race_pass(machine->race, holder, sender, true);
	}
	object_begin(machine, channel);
	channel->count++;
	object_end(machine, channel);
	channel_done(machine, offer, CHANNEL_OK);
}

/* The parts move down by one place; the first comes to be the last free one,
 * with what the receiver knows. */
static void rotate_parts(struct machine *machine, struct object *channel,
			 int thread)
{
	uint64_t places = channel->capacity == CHANNEL_UNBOUNDED
				  ? channel->count
				  : channel->capacity;
	race_holder to = object_part(machine, channel, 0), from;

	race_pass(machine->race, (race_holder)thread, to, false);
	for (uint32_t i = 1; i < places; i++) {
		from = object_part(machine, channel, i);
		race_pass(machine->race, to, from, true);
		to = from;
	}
	if (channel->capacity == CHANNEL_UNBOUNDED)
		race_forget(machine->race, to);
	else
		race_pass(machine->race, to, (race_holder)thread, true);
}

/* Out of the buffer; it has a message. */
void channel_get(struct machine *machine, struct object *channel,
		 struct offer offer)
{
	uint64_t size = channel->message_size, left = channel->count - 1;
	char *storage = (char *)(uintptr_t)channel->storage;

	if (!access_message(machine, offer, size, RACE_WRITE))
		return;
	memcpy((void *)(uintptr_t)offer.message, storage, size);
	memory_touch(machine, channel->storage, channel->count * size);
	memmove(storage, storage + size, left * size);
	memset(storage + left * size, 0, size);
	if (!race_idle(machine->race))
		rotate_parts(machine, channel, offer.thread);
	object_begin(machine, channel);
	channel->count = (uint32_t)left;
	object_end(machine, channel);
	channel_done(machine, offer, CHANNEL_OK);
}

static int send_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);

	if (!channel || channel->closed || channel->state == STATE_DESTROYED)
		return 1; /* a finding */
	if (channel->capacity == 0)
		return peers(machine, thread, OP_RECEIVE, false) +
		       may_wait(machine, thread, OP_RECEIVE);
	return !channel_is_full(channel);
}

bool channel_may_send(struct machine *machine, int thread,
		      const struct object *channel)
{
	if (!channel)
		return false;
	if (!channel->closed)
		return true;
	machine_found(machine, thread, FINDING_CHANNEL_CLOSED, channel->address,
		      "sends on a closed channel");
	return false;
}

/* Meets a receiver, the way-th one, or comes to wait when there is none. */
static enum performed send_to(struct machine *machine, struct object *channel,
			      int thread, bool waiting, int way)
{
	struct offer receiver;

	if (!channel_offer(machine, thread, channel->address, OP_RECEIVE,
			   waiting, way, &receiver)) {
		op_of(machine, thread)->operand2 = WAITING;
		return PERFORMED_STAY;
	}
	channel_meet(machine, channel, own(machine, thread), receiver,
		     receiver.thread);
	return PERFORMED_RUN;
}

static int try_send_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);
	int receivers = channel && channel->capacity == 0 && !channel->closed
				? peers(machine, thread, OP_RECEIVE, true)
				: 0;

	return receivers > 1 ? receivers : 1;
}

static bool would_block(const struct machine *machine, int thread,
			const struct object *channel)
{
	return channel->capacity > 0
		       ? channel_is_full(channel)
		       : !peers(machine, thread, OP_RECEIVE, true);
}

static enum performed send(struct machine *machine, int thread, int way,
			   bool tries)
{
	struct object *channel = use_own(machine, thread, "sends on");

	if (!channel_may_send(machine, thread, channel))
		return PERFORMED_RUN;
	if (tries && would_block(machine, thread, channel))
		return get_nothing(machine, thread, CHANNEL_WOULD_BLOCK);
	if (channel->capacity == 0)
		return send_to(machine, channel, thread, tries, way);
	channel_put(machine, channel, own(machine, thread));
	return PERFORMED_RUN;
}

static enum performed send_perform(struct machine *machine, int thread, int way)
{
	return send(machine, thread, way, false);
}

static enum performed try_send_perform(struct machine *machine, int thread,
				       int way)
{
	return send(machine, thread, way, true);
}

/* A receive on a rendezvous channel goes when a sender comes to meet it. */
static int receive_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);

	if (!channel || channel->closed || channel->count > 0 ||
	    channel->state == STATE_DESTROYED)
		return 1;
	return channel->capacity == 0 && may_wait(machine, thread, OP_SEND);
}

void channel_end(struct machine *machine, struct object *channel,
		 struct offer offer)
{
	if (!race_idle(machine->race))
		race_pass(machine->race, (race_holder)offer.thread,
			  object_part(machine, channel, PART_CLOSED), false);
	machine->in_vain = true;
	channel_done(machine, offer, CHANNEL_CLOSED);
}

static enum performed receive_perform(struct machine *machine, int thread,
				      int way)
{
	struct object *channel = use_own(machine, thread, "receives on");

	(void)way;
	if (!channel)
		return PERFORMED_RUN;
	if (channel->count == 0 && !channel->closed) {
		op_of(machine, thread)->operand2 = WAITING;
		return PERFORMED_STAY;
	}
	if (channel->count == 0)
		channel_end(machine, channel, own(machine, thread));
	else
		channel_get(machine, channel, own(machine, thread));
	return PERFORMED_RUN;
}

static int try_receive_alternatives(const struct machine *machine, int thread)
{
	int senders = peers(machine, thread, OP_SEND, true);

	return senders > 1 && channel_of(machine, thread) &&
			       channel_of(machine, thread)->capacity == 0
		       ? senders
		       : 1;
}

static enum performed try_receive_perform(struct machine *machine, int thread,
					  int way)
{
	struct object *channel = use_own(machine, thread, "receives on");
	struct offer sender;

	if (!channel)
		return PERFORMED_RUN;
	if (channel->count > 0 || channel->closed)
		return receive_perform(machine, thread, way);
	if (channel->capacity > 0 ||
	    !channel_offer(machine, thread, channel->address, OP_SEND, true,
			   way, &sender))
		return get_nothing(machine, thread, CHANNEL_WOULD_BLOCK);
	channel_meet(machine, channel, sender, own(machine, thread),
		     sender.thread);
	return PERFORMED_RUN;
}

static enum performed close_perform(struct machine *machine, int thread,
				    int way)
{
	struct object *channel = use_own(machine, thread, "closes");

	(void)way;
	if (!channel)
		return PERFORMED_RUN;
	if (channel->closed) {
		machine_found(machine, thread, FINDING_CHANNEL_CLOSED,
			      channel->address,
			      "closes a channel that is already closed");
		return PERFORMED_RUN;
	}
	object_begin(machine, channel);
	channel->closed = 1;
	object_end(machine, channel);
	if (!race_idle(machine->race))
		race_pass(machine->race,
			  object_part(machine, channel, PART_CLOSED),
			  (race_holder)thread, false);
	return PERFORMED_RUN;
}

static enum performed channel_destroy_perform(struct machine *machine,
					      int thread, int way)
{
	struct object *channel = use_own(machine, thread, "destroys");

	(void)way;
	if (!channel)
		return PERFORMED_RUN;
	if (peers(machine, thread, OP_SEND, false) ||
	    peers(machine, thread, OP_RECEIVE, false)) {
		machine_found(machine, thread, FINDING_DESTROY_IN_USE,
			      channel->address,
			      "destroys a channel that a thread waits on");
		return PERFORMED_RUN;
	}
	object_begin(machine, channel);
	channel->state = STATE_DESTROYED;
	object_end(machine, channel);
	return PERFORMED_RUN;
}

const struct rule rule_send = {
	.alternatives = send_alternatives,
	.perform = send_perform,
	.uses = uses_object,
};

const struct rule rule_try_send = {
	.alternatives = try_send_alternatives,
	.perform = try_send_perform,
	.uses = uses_object,
};

const struct rule rule_receive = {
	.alternatives = receive_alternatives,
	.perform = receive_perform,
	.uses = uses_object,
};

const struct rule rule_try_receive = {
	.alternatives = try_receive_alternatives,
	.perform = try_receive_perform,
	.uses = uses_object,
};

const struct rule rule_close = {
	.perform = close_perform,
	.uses = uses_object,
};

const struct rule rule_channel_destroy = {
	.perform = channel_destroy_perform,
	.uses = uses_object,
};
