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
#include <string.h>

#include "machine/memory.h"
#include "machine/rules_table.h"

#define CHANNEL_UNBOUNDED ((uint64_t)-1)
/* What an unbounded channel can hold; more is a limit, not a finding. */
#define CHANNEL_MAX_MESSAGES 1024u
#define PART_CLOSED 0xffffffffu

/* Waiting at a rendezvous is seen by try_send and try_receive of others.  So
 * where a model has these, coming to wait is a step of its own (`operand2` of
 * the operation is set by it); and only who waits can be met by a try. */
#define WAITING 1u

enum channel_result { CHANNEL_OK, CHANNEL_CLOSED, CHANNEL_WOULD_BLOCK };

static const struct object *channel_of(const struct machine *machine,
				       int thread)
{
	return object_find(machine, machine->threads[thread].op.object,
			   OBJECT_CHANNEL);
}

static bool is_peer(const struct machine *machine, int thread, int other,
		    enum operation_kind kind, bool waiting)
{
	const struct thread *peer = &machine->threads[other];

	return other != thread && peer->status == THREAD_ALIVE &&
	       peer->op.kind == kind &&
	       peer->op.object == machine->threads[thread].op.object &&
	       (!waiting || peer->op.operand2 == WAITING);
}

/* How many threads ask for this on the channel, and the way-th of them. */
static int peers(const struct machine *machine, int thread,
		 enum operation_kind kind, bool waiting)
{
	int count = 0;

	for (int i = 0; i < machine->thread_count; i++)
		count += is_peer(machine, thread, i, kind, waiting);
	return count;
}

static int peer(const struct machine *machine, int thread,
		enum operation_kind kind, bool waiting, int way)
{
	for (int i = 0; i < machine->thread_count; i++)
		if (is_peer(machine, thread, i, kind, waiting) && way-- == 0)
			return i;
	return -1;
}

/* May it come to wait, as a step of its own?  Not when somebody whom it would
 * meet at once waits there already. */
static bool may_wait(const struct machine *machine, int thread,
		     enum operation_kind partner)
{
	return machine->tries &&
	       machine->threads[thread].op.operand2 != WAITING &&
	       peers(machine, thread, partner, true) == 0;
}

static bool is_full(const struct object *channel)
{
	return channel->capacity != CHANNEL_UNBOUNDED &&
	       channel->count == channel->capacity;
}

static struct object *use_channel(struct machine *machine, int thread,
				  const char *verb)
{
	uint64_t address = op_of(machine, thread)->object;
	struct object *channel = object_find(machine, address, OBJECT_CHANNEL);

	if (channel && channel->state != STATE_DESTROYED)
		return channel;
	machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
		      "%s %s", verb,
		      channel ? "a channel that was destroyed"
			      : "what is no channel");
	return NULL;
}

static bool read_message(struct machine *machine, int thread, uint64_t size)
{
	return memory_access(machine, thread, op_of(machine, thread)->operand,
			     size, RACE_READ, thread_pc(machine, thread));
}

static bool write_message(struct machine *machine, int thread, uint64_t size)
{
	return memory_access(machine, thread, op_of(machine, thread)->operand,
			     size, RACE_WRITE, thread_pc(machine, thread));
}

/* The message goes from one thread's memory straight to the other's; both run
 * on, and each knows what the other knew. */
static void meet(struct machine *machine, struct object *channel, int sender,
		 int receiver)
{
	struct race *race = machine->race;

	if (!read_message(machine, sender, channel->size) ||
	    !write_message(machine, receiver, channel->size))
		return;
	thread_save(machine, sender);
	thread_save(machine, receiver);
	memcpy((void *)(uintptr_t)op_of(machine, receiver)->operand,
	       (void *)(uintptr_t)op_of(machine, sender)->operand,
	       channel->size);
	if (!race_idle(race)) {
		race_pass(race, (race_holder)receiver, (race_holder)sender,
			  false);
		race_pass(race, (race_holder)sender, (race_holder)receiver,
			  false);
	}
	machine->threads[sender].result[0] = CHANNEL_OK;
	machine->threads[receiver].result[0] = CHANNEL_OK;
}

/* Into the buffer; it has room. */
static void put(struct machine *machine, struct object *channel, int thread)
{
	uint64_t place = channel->storage + channel->count * channel->size;
	race_holder holder;

	if (channel->count == CHANNEL_MAX_MESSAGES) {
		machine->limit = LIMIT_CHANNEL;
		return;
	}
	if (!read_message(machine, thread, channel->size))
		return;
	memory_touch(machine, place, channel->size);
	memcpy((void *)(uintptr_t)place,
	       (void *)(uintptr_t)op_of(machine, thread)->operand,
	       channel->size);
	if (!race_idle(machine->race)) {
		holder =
			object_part(machine, channel, (uint32_t)channel->count);
		race_pass(machine->race, (race_holder)thread, holder, false);
		race_pass(machine->race, holder, (race_holder)thread, true);
	}
	object_begin(machine, channel);
	channel->count++;
	object_end(machine, channel);
	give(machine, thread, CHANNEL_OK);
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
static void get(struct machine *machine, struct object *channel, int thread)
{
	uint64_t size = channel->size, left = channel->count - 1;
	char *storage = (char *)(uintptr_t)channel->storage;

	if (!write_message(machine, thread, size))
		return;
	memcpy((void *)(uintptr_t)op_of(machine, thread)->operand, storage,
	       size);
	memory_touch(machine, channel->storage, channel->count * size);
	memmove(storage, storage + size, left * size);
	memset(storage + left * size, 0, size);
	if (!race_idle(machine->race))
		rotate_parts(machine, channel, thread);
	object_begin(machine, channel);
	channel->count = left;
	object_end(machine, channel);
	give(machine, thread, CHANNEL_OK);
}

int send_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);

	if (!channel || channel->closed || channel->state == STATE_DESTROYED)
		return 1; /* a finding */
	if (channel->capacity == 0)
		return peers(machine, thread, OP_RECEIVE, false) +
		       may_wait(machine, thread, OP_RECEIVE);
	return !is_full(channel);
}

static bool may_send(struct machine *machine, int thread,
		     const struct object *channel)
{
	if (!channel)
		return false;
	if (!channel->closed)
		return true;
	machine_found(machine, thread, FINDING_CHANNEL_CLOSED, channel->address,
		      "sends on a channel that is closed");
	return false;
}

/* Meets the receiver, or comes to wait when there is none. */
static enum performed send_to(struct machine *machine, struct object *channel,
			      int thread, int receiver)
{
	if (receiver < 0) {
		op_of(machine, thread)->operand2 = WAITING;
		return PERFORMED_STAY;
	}
	machine->other = receiver;
	meet(machine, channel, thread, receiver);
	machine->queue[machine->queued++] = receiver;
	return PERFORMED_RUN;
}

enum performed send_perform(struct machine *machine, int thread, int way)
{
	struct object *channel = use_channel(machine, thread, "sends on");

	if (!may_send(machine, thread, channel))
		return PERFORMED_RUN;
	if (channel->capacity > 0) {
		put(machine, channel, thread);
		return PERFORMED_RUN;
	}
	return send_to(machine, channel, thread,
		       peer(machine, thread, OP_RECEIVE, false, way));
}

int try_send_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);
	int receivers = channel && channel->capacity == 0 && !channel->closed
				? peers(machine, thread, OP_RECEIVE, true)
				: 0;

	return receivers > 1 ? receivers : 1;
}

enum performed try_send_perform(struct machine *machine, int thread, int way)
{
	struct object *channel = use_channel(machine, thread, "sends on");

	if (!may_send(machine, thread, channel))
		return PERFORMED_RUN;
	if (channel->capacity > 0 ? is_full(channel)
				  : !peers(machine, thread, OP_RECEIVE, true))
		return give(machine, thread, CHANNEL_WOULD_BLOCK);
	if (channel->capacity == 0)
		return send_to(machine, channel, thread,
			       peer(machine, thread, OP_RECEIVE, true, way));
	put(machine, channel, thread);
	return PERFORMED_RUN;
}

/* A receive on a rendezvous channel goes when a sender comes to meet it. */
int receive_alternatives(const struct machine *machine, int thread)
{
	const struct object *channel = channel_of(machine, thread);

	if (!channel || channel->closed || channel->count > 0 ||
	    channel->state == STATE_DESTROYED)
		return 1;
	return channel->capacity == 0 && may_wait(machine, thread, OP_SEND);
}

static enum performed receive_closed(struct machine *machine, int thread,
				     struct object *channel)
{
	if (!race_idle(machine->race))
		race_pass(machine->race, (race_holder)thread,
			  object_part(machine, channel, PART_CLOSED), false);
	return give(machine, thread, CHANNEL_CLOSED);
}

enum performed receive_perform(struct machine *machine, int thread, int way)
{
	struct object *channel = use_channel(machine, thread, "receives on");

	(void)way;
	if (!channel)
		return PERFORMED_RUN;
	if (channel->count == 0 && !channel->closed) {
		op_of(machine, thread)->operand2 = WAITING;
		return PERFORMED_STAY;
	}
	if (channel->count == 0)
		return receive_closed(machine, thread, channel);
	get(machine, channel, thread);
	return PERFORMED_RUN;
}

int try_receive_alternatives(const struct machine *machine, int thread)
{
	int senders = peers(machine, thread, OP_SEND, true);

	return senders > 1 && channel_of(machine, thread) &&
			       channel_of(machine, thread)->capacity == 0
		       ? senders
		       : 1;
}

enum performed try_receive_perform(struct machine *machine, int thread, int way)
{
	struct object *channel = use_channel(machine, thread, "receives on");
	int sender;

	if (!channel)
		return PERFORMED_RUN;
	if (channel->count > 0 || channel->closed)
		return receive_perform(machine, thread, way);
	sender = channel->capacity ? -1
				   : peer(machine, thread, OP_SEND, true, way);
	if (sender < 0)
		return give(machine, thread, CHANNEL_WOULD_BLOCK);
	machine->other = sender;
	meet(machine, channel, sender, thread);
	machine->queue[machine->queued++] = sender;
	return PERFORMED_RUN;
}

enum performed close_perform(struct machine *machine, int thread, int way)
{
	struct object *channel = use_channel(machine, thread, "closes");

	(void)way;
	if (!channel)
		return PERFORMED_RUN;
	if (channel->closed) {
		machine_found(machine, thread, FINDING_CHANNEL_CLOSED,
			      channel->address,
			      "closes a channel that is closed already");
		return PERFORMED_RUN;
	}
	object_begin(machine, channel);
	channel->closed = true;
	object_end(machine, channel);
	if (!race_idle(machine->race))
		race_pass(machine->race,
			  object_part(machine, channel, PART_CLOSED),
			  (race_holder)thread, false);
	return PERFORMED_RUN;
}

enum performed channel_destroy_perform(struct machine *machine, int thread,
				       int way)
{
	struct object *channel = use_channel(machine, thread, "destroys");

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
