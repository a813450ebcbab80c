/* What the rules of channels and of select share. */
#ifndef MCHECK_MACHINE_RULES_CHANNEL_H
#define MCHECK_MACHINE_RULES_CHANNEL_H

#include "machine/rules/rules.h"

/* Waiting at a rendezvous is seen by who only tries.  So where a model has
 * tries, coming to wait is a step of its own (`operand2` of the operation is
 * set by it); and only who waits can be met by a try. */
#define WAITING 1u

#define CHANNEL_UNBOUNDED ((uint64_t)-1)
/* What a channel can hold; more is a limit, not a finding. */
#define CHANNEL_MAX_MESSAGES 1024u

enum channel_result { CHANNEL_OK, CHANNEL_CLOSED, CHANNEL_WOULD_BLOCK };

/* As struct mc_channel_case of <mc/channel.h> lies in the model's memory. */
struct select_case {
	uint64_t channel; /* 0: never ready */
	int32_t operation, unused;
	uint64_t message;
	int32_t result, unused2;
};
enum { CASE_SEND = 1, CASE_RECEIVE = 2 };

/* What a thread asks of a channel: a send or a receive, or a case of its
 * select that is one. */
struct offer {
	int thread;
	int index; /* of the case; -1: it is no select */
	uint64_t channel, message;
};

/* The way-th thing of that kind (OP_SEND, OP_RECEIVE) that a thread other than
 * `but` offers on the channel; `waiting`: only who waits there already.  False
 * when there are no more than `way`.  And how many there are. */
bool channel_offer(const struct machine *machine, int but, uint64_t channel,
		   enum operation_kind kind, bool waiting, int way,
		   struct offer *offer);
int channel_offers(const struct machine *machine, int but, uint64_t channel,
		   enum operation_kind kind, bool waiting);

/* Case `index` of the select that the thread asks for; false: no more. */
bool select_case_at(const struct machine *machine, int thread, uint64_t index,
		    struct select_case *at);

/* Does the select that the thread asks for wait? */
bool select_waits(const struct machine *machine, int thread);

/* OP_SEND or OP_RECEIVE; can it go by itself (also when that is a finding)? */
enum operation_kind select_kind(const struct select_case *at);
bool select_is_ready(const struct machine *machine,
		     const struct select_case *at);

bool channel_is_full(const struct object *channel);

/* A channel is made, whose handle and buffer are there; false: too many. */
bool channel_begin(struct machine *machine, uint64_t handle, uint64_t storage,
		   uint64_t message_size, uint64_t capacity);

/* The channel, for use; NULL when that is a finding. */
struct object *channel_use(struct machine *machine, int thread,
			   uint64_t address, const char *verb);

/* A send on it: false when that is a finding. */
bool channel_may_send(struct machine *machine, int thread,
		      const struct object *channel);

/* The message goes into the buffer, which has room, or comes out of it, which
 * has one; or the channel is closed; or the two meet, and `other` runs on. */
void channel_put(struct machine *machine, struct object *channel,
		 struct offer offer);
void channel_get(struct machine *machine, struct object *channel,
		 struct offer offer);
void channel_end(struct machine *machine, struct object *channel,
		 struct offer offer);
void channel_meet(struct machine *machine, struct object *channel,
		  struct offer sender, struct offer receiver, int other);

/* What was offered is done, with this result. */
void channel_done(struct machine *machine, struct offer offer,
		  enum channel_result result);

#endif
