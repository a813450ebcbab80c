/* mc/channel.h: channels as in Go, or std::sync::mpsc in Rust.
 *
 * A channel carries messages of one size from any number of senders to any
 * number of receivers, first in, first out.
 *
 *	send --> [ m3 | m2 | m1 ] --> receive
 *	         at most `capacity`
 *
 * When it is full a sender waits; when it is empty a receiver waits.  With
 * capacity 0 there is no room at all: a sender and a receiver meet, and the
 * message goes from one straight to the other (a rendezvous).
 *
 * What happens before what, and so needs no other lock:
 * - a send happens before the receive of its message completes;
 * - the k-th receive happens before the (k + capacity)-th send completes;
 *   with capacity 0, a receive happens before its send completes;
 * - a close happens before a receive that returns MC_CLOSED.
 *
 * To wait at several channels at once: mc/select.h.
 *
 * Under mcheck each call is one operation.  Misuse is a finding under mcheck;
 * on real threads the program says what is wrong and aborts. */
#ifndef MC_CHANNEL_H
#define MC_CHANNEL_H

#include <stddef.h>

#ifdef __MCHECK__
#define MC_CHANNEL_API extern
#else
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define MC_CHANNEL_API static inline
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct mc_channel;

/* A capacity: a send never waits. */
#define MC_UNBOUNDED ((size_t)-1)

enum mc_channel_result {
	MC_OK = 0,         /* the message was sent, or received */
	MC_CLOSED = 1,     /* closed, and no message is left */
	MC_WOULD_BLOCK = 2 /* only from the try_ functions */
};

/* Returns a new open channel, owned by the caller, who ends it with
 * mc_channel_destroy; never NULL.  Messages are `message_size` bytes each;
 * with size 0 they carry nothing but their order, and may be NULL. */
MC_CHANNEL_API struct mc_channel *mc_channel_create(size_t message_size,
						    size_t capacity);

/* Frees the channel, open or closed, and drops the messages left in it.
 * Misuse: while a thread waits on it, and any use of it afterwards. */
MC_CHANNEL_API void mc_channel_destroy(struct mc_channel *channel);

/* Copies the message into the channel, and waits as long as it is full; with
 * capacity 0, until a receiver has taken the message.  Returns MC_OK.
 * Happens before the receive of this message completes.
 * Misuse: the channel is closed, before or while the sender waits. */
MC_CHANNEL_API int mc_channel_send(struct mc_channel *channel,
				   const void *message);

/* Waits for a message and copies the oldest to `message`: MC_OK.  When the
 * channel is closed and empty: MC_CLOSED, and `message` is left as it was.
 * Happens before the send that it makes room for completes; after the close
 * when it returns MC_CLOSED. */
MC_CHANNEL_API int mc_channel_receive(struct mc_channel *channel,
				      void *message);

/* As mc_channel_send, but never waits: MC_OK, or MC_WOULD_BLOCK when the
 * channel is full; with capacity 0, when no receiver waits in
 * mc_channel_receive or mc_channel_select.  MC_WOULD_BLOCK orders nothing.
 * Misuse: the channel is closed. */
MC_CHANNEL_API int mc_channel_try_send(struct mc_channel *channel,
				       const void *message);

/* As mc_channel_receive, but never waits: MC_OK, MC_CLOSED, or
 * MC_WOULD_BLOCK when the channel is open and empty; with capacity 0, when
 * no sender waits in mc_channel_send or mc_channel_select.  MC_WOULD_BLOCK
 * orders nothing. */
MC_CHANNEL_API int mc_channel_try_receive(struct mc_channel *channel,
					  void *message);

/* Says that no more messages will be sent.  Those in the channel can still be
 * received; receivers that wait for one return MC_CLOSED, which this happens
 * before.  Misuse: the channel is closed already, or a sender waits on it. */
MC_CHANNEL_API void mc_channel_close(struct mc_channel *channel);

#ifndef __MCHECK__

/* The rest of this file is for real threads.
 *
 * A thread that has to wait leaves a note, on its own stack, in the list of
 * waiting senders or receivers.  Whoever can serve the oldest note copies the
 * message to or from where it points, takes it out of the list and writes the
 * result into it.  So there are never waiting receivers while there is a
 * message, nor waiting senders while there is room.
 *
 * A select (mc/select.h) has a note in several lists.  Whoever takes one of
 * them first has taken the select; the others count for nothing then. */
#define MC_CHANNEL_WAITING (-1)

struct mc_channel_note {
	void *message; /* a sender's is only read */
	int result;    /* MC_CHANNEL_WAITING until served */
	struct mc_channel_note *next;
	struct mc_channel_selector *selector; /* NULL: no select's */
};

struct mc_channel_selector {
	int taken;            /* atomic */
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t served;
	struct mc_channel_note *note; /* that was served, or NULL */
};

struct mc_channel_notes {
	struct mc_channel_note *oldest, *newest;
};

struct mc_channel {
	size_t message_size, capacity;
	pthread_mutex_t lock;  /* guards all below */
	pthread_cond_t served; /* some note got its result */
	struct mc_channel_notes senders, receivers;
	size_t in_wait; /* threads waiting on `served` */
	int closed;
	char *ring; /* `room` messages; grows as needed */
	size_t room, first, count;
};

__attribute__((__noreturn__)) static inline void
mc_channel_misuse(const char *function, const char *what)
{
	fprintf(stderr, "%s: %s\n", function, what);
	abort();
}

static inline void *mc_channel_memory(size_t count, size_t size)
{
	void *memory = calloc(count, size ? size : 1);

	if (!memory)
		mc_channel_misuse("mc_channel", "out of memory");
	return memory;
}

static inline void mc_channel_copy(const struct mc_channel *channel, void *to,
				   const void *from)
{
	if (channel->message_size)
		memcpy(to, from, channel->message_size);
}

static inline void *mc_channel_slot(const struct mc_channel *channel,
				    size_t index)
{
	return channel->ring +
	       (channel->first + index) % channel->room * channel->message_size;
}

static inline void mc_channel_grow(struct mc_channel *channel)
{
	size_t i, room = channel->room ? 2 * channel->room : 4;
	char *ring = (char *)mc_channel_memory(room, channel->message_size);

	for (i = 0; i < channel->count; i++)
		mc_channel_copy(channel, ring + i * channel->message_size,
				mc_channel_slot(channel, i));
	free(channel->ring);
	channel->ring = ring;
	channel->room = room;
	channel->first = 0;
}

static inline void mc_channel_push(struct mc_channel *channel,
				   const void *message)
{
	if (channel->count == channel->room)
		mc_channel_grow(channel);
	mc_channel_copy(channel, mc_channel_slot(channel, channel->count),
			message);
	channel->count++;
}

static inline void mc_channel_pop(struct mc_channel *channel, void *message)
{
	mc_channel_copy(channel, message, mc_channel_slot(channel, 0));
	channel->first = (channel->first + 1) % channel->room;
	channel->count--;
}

/* Is it one that nobody has taken? */
static inline int mc_channel_is_free(const struct mc_channel_note *note)
{
	return !note->selector ||
	       !__atomic_load_n(&note->selector->taken, __ATOMIC_SEQ_CST);
}

/* Does any thread wait? */
static inline int mc_channel_any(const struct mc_channel_notes *notes)
{
	const struct mc_channel_note *note = notes->oldest;

	while (note && !mc_channel_is_free(note))
		note = note->next;
	return note != NULL;
}

/* Takes the oldest note out of the list, to be served; NULL: none waits. */
static inline struct mc_channel_note *
mc_channel_take(struct mc_channel_notes *notes)
{
	struct mc_channel_note *note;

	while ((note = notes->oldest) != NULL) {
		notes->oldest = note->next;
		if (!note->selector ||
		    !__atomic_exchange_n(&note->selector->taken, 1,
					 __ATOMIC_SEQ_CST))
			break;
	}
	return note;
}

/* Lets the thread of a note that was taken go on. */
static inline void mc_channel_serve(struct mc_channel *channel,
				    struct mc_channel_note *note, int result)
{
	struct mc_channel_selector *selector = note->selector;

	if (!selector) {
		note->result = result;
		pthread_cond_broadcast(&channel->served);
		return;
	}
	pthread_mutex_lock(&selector->lock);
	note->result = result;
	selector->note = note;
	pthread_cond_signal(&selector->served);
	pthread_mutex_unlock(&selector->lock);
}

/* Leaves a note in the list. */
static inline void mc_channel_leave(struct mc_channel *channel,
				    struct mc_channel_notes *notes,
				    struct mc_channel_note *note)
{
	if (notes->oldest)
		notes->newest->next = note;
	else
		notes->oldest = note;
	notes->newest = note;
	channel->in_wait++;
}

/* One thread less is in its wait. */
static inline void mc_channel_wake(struct mc_channel *channel)
{
	if (--channel->in_wait == 0)
		pthread_cond_broadcast(&channel->served);
}

/* Leaves a note and waits until it is served; returns its result. */
static inline int mc_channel_wait(struct mc_channel *channel,
				  struct mc_channel_notes *notes, void *message)
{
	struct mc_channel_note note = {message, MC_CHANNEL_WAITING, NULL, NULL};

	mc_channel_leave(channel, notes, &note);
	while (note.result == MC_CHANNEL_WAITING)
		pthread_cond_wait(&channel->served, &channel->lock);
	mc_channel_wake(channel);
	return note.result;
}

/* The next three run with the lock held.  Send and receive without waiting: */

static inline int mc_channel_send_now(struct mc_channel *channel,
				      const void *message, const char *function)
{
	struct mc_channel_note *receiver;

	if (channel->closed)
		mc_channel_misuse(function, "the channel is closed");
	receiver = mc_channel_take(&channel->receivers);
	if (receiver) {
		mc_channel_copy(channel, receiver->message, message);
		mc_channel_serve(channel, receiver, MC_OK);
		return MC_OK;
	}
	if (channel->count >= channel->capacity)
		return MC_WOULD_BLOCK;
	mc_channel_push(channel, message);
	return MC_OK;
}

/* There is room for one message now: a waiting sender's goes in. */
static inline void mc_channel_refill(struct mc_channel *channel)
{
	struct mc_channel_note *sender = mc_channel_take(&channel->senders);

	if (!sender)
		return;
	mc_channel_push(channel, sender->message);
	mc_channel_serve(channel, sender, MC_OK);
}

static inline int mc_channel_receive_now(struct mc_channel *channel,
					 void *message)
{
	struct mc_channel_note *sender;

	if (channel->count > 0) {
		mc_channel_pop(channel, message);
		mc_channel_refill(channel);
		return MC_OK;
	}
	sender = mc_channel_take(&channel->senders);
	if (sender) {
		mc_channel_copy(channel, message, sender->message);
		mc_channel_serve(channel, sender, MC_OK);
		return MC_OK;
	}
	return channel->closed ? MC_CLOSED : MC_WOULD_BLOCK;
}

static inline struct mc_channel *mc_channel_create(size_t message_size,
						   size_t capacity)
{
	struct mc_channel *channel = (struct mc_channel *)mc_channel_memory(
		1, sizeof(struct mc_channel));

	channel->message_size = message_size;
	channel->capacity = capacity;
	pthread_mutex_init(&channel->lock, NULL);
	pthread_cond_init(&channel->served, NULL);
	return channel;
}

static inline void mc_channel_destroy(struct mc_channel *channel)
{
	pthread_mutex_lock(&channel->lock);
	if (mc_channel_any(&channel->senders) ||
	    mc_channel_any(&channel->receivers))
		mc_channel_misuse("mc_channel_destroy",
				  "a thread is waiting on it");
	while (channel->in_wait > 0) /* served, but not yet awake */
		pthread_cond_wait(&channel->served, &channel->lock);
	pthread_mutex_unlock(&channel->lock);
	pthread_cond_destroy(&channel->served);
	pthread_mutex_destroy(&channel->lock);
	free(channel->ring);
	free(channel);
}

static inline int mc_channel_send(struct mc_channel *channel,
				  const void *message)
{
	int result;

	pthread_mutex_lock(&channel->lock);
	result = mc_channel_send_now(channel, message, "mc_channel_send");
	if (result == MC_WOULD_BLOCK)
		result = mc_channel_wait(channel, &channel->senders,
					 (void *)message);
	pthread_mutex_unlock(&channel->lock);
	return result;
}

static inline int mc_channel_receive(struct mc_channel *channel, void *message)
{
	int result;

	pthread_mutex_lock(&channel->lock);
	result = mc_channel_receive_now(channel, message);
	if (result == MC_WOULD_BLOCK)
		result = mc_channel_wait(channel, &channel->receivers, message);
	pthread_mutex_unlock(&channel->lock);
	return result;
}

static inline int mc_channel_try_send(struct mc_channel *channel,
				      const void *message)
{
	int result;

	pthread_mutex_lock(&channel->lock);
	result = mc_channel_send_now(channel, message, "mc_channel_try_send");
	pthread_mutex_unlock(&channel->lock);
	return result;
}

static inline int mc_channel_try_receive(struct mc_channel *channel,
					 void *message)
{
	int result;

	pthread_mutex_lock(&channel->lock);
	result = mc_channel_receive_now(channel, message);
	pthread_mutex_unlock(&channel->lock);
	return result;
}

static inline void mc_channel_close(struct mc_channel *channel)
{
	struct mc_channel_note *receiver;

	pthread_mutex_lock(&channel->lock);
	if (channel->closed)
		mc_channel_misuse("mc_channel_close", "closed twice");
	if (mc_channel_any(&channel->senders))
		mc_channel_misuse("mc_channel_close",
				  "a sender is waiting on it");
	channel->closed = 1;
	while ((receiver = mc_channel_take(&channel->receivers)) != NULL)
		mc_channel_serve(channel, receiver, MC_CLOSED);
	pthread_mutex_unlock(&channel->lock);
}

#endif

#ifdef __cplusplus
}
#endif

#endif
