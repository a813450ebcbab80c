/* mc/select.h: select over several channels, as in Go.
 *
 *	struct mc_channel_case cases[] = {
 *		{ numbers, MC_RECEIVE, &number, 0 },
 *		{ results, MC_SEND, &result, 0 },
 *	};
 *
 *	switch (mc_channel_select(cases, 2, 1)) {
 *	case 0:			number was received (or see cases[0].result)
 *	case 1:			result was sent
 *	}
 *
 * One of the cases that are ready goes; which one is not said, and under mcheck
 * each of them is explored.  With the case that goes, all is as if it had been
 * an mc_channel_send or an mc_channel_receive: what happens before what, and
 * what is misuse.  The other cases order nothing. */
#ifndef MC_SELECT_H
#define MC_SELECT_H

#include <mc/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

enum mc_channel_operation { MC_SEND = 1, MC_RECEIVE = 2 };

struct mc_channel_case {
	struct mc_channel *channel; /* NULL: this case is never ready */
	int operation;              /* MC_SEND or MC_RECEIVE */
	void *message;              /* sent from here, or received here */
	int result;                 /* set when this case goes */
};

/* Returns the index of the case that went, its result set to MC_OK, or to
 * MC_CLOSED when it was to receive from a channel that is closed and empty.
 * When no case is ready: waits for the first that comes to be, if `wait` is not
 * 0; else returns -1, which orders nothing.
 * At a rendezvous a case is ready when a partner waits, or with `wait` also
 * when one comes; never by another case of the same select.
 * Misuse: a case that is neither; a send on a closed channel, if it goes; to
 * change `cases` meanwhile. */
MC_CHANNEL_API int mc_channel_select(struct mc_channel_case *cases,
				     size_t count, int wait);

#ifndef __MCHECK__

/* The rest of this file is for real threads: Go's way.  All channels are
 * locked, in the order of their addresses.  If no case is ready, a note for
 * each is left in its channel's list; when one was served the others are taken
 * back. */

/* The channel that comes after this one in order (NULL: the first), or NULL. */
static inline struct mc_channel *
mc_select_next(const struct mc_channel_case *cases, size_t count,
	       const struct mc_channel *after)
{
	struct mc_channel *next = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		struct mc_channel *channel = cases[i].channel;

		if ((size_t)channel > (size_t)after &&
		    (!next || (size_t)channel < (size_t)next))
			next = channel;
	}
	return next;
}

static inline void mc_select_lock(const struct mc_channel_case *cases,
				  size_t count)
{
	struct mc_channel *at = NULL;

	while ((at = mc_select_next(cases, count, at)) != NULL)
		pthread_mutex_lock(&at->lock);
}

static inline void mc_select_unlock(const struct mc_channel_case *cases,
				    size_t count)
{
	struct mc_channel *at = NULL;

	while ((at = mc_select_next(cases, count, at)) != NULL)
		pthread_mutex_unlock(&at->lock);
}

static inline int mc_select_case_now(struct mc_channel_case *at)
{
	if (!at->channel)
		return MC_WOULD_BLOCK;
	if (at->operation == MC_SEND)
		return mc_channel_send_now(at->channel, at->message,
					   "mc_channel_select");
	if (at->operation != MC_RECEIVE)
		mc_channel_misuse("mc_channel_select",
				  "a case is neither "
				  "MC_SEND nor MC_RECEIVE");
	return mc_channel_receive_now(at->channel, at->message);
}

/* The case that can go at once, and has gone; or -1.  It begins with another
 * one each time, so that none is always behind. */
static inline int mc_select_now(struct mc_channel_case *cases, size_t count)
{
	static unsigned turn;
	size_t first = __atomic_fetch_add(&turn, 1, __ATOMIC_RELAXED), i;

	for (i = 0; i < count; i++) {
		size_t index = (first + i) % count;
		int result = mc_select_case_now(&cases[index]);

		if (result == MC_WOULD_BLOCK)
			continue;
		cases[index].result = result;
		return (int)index;
	}
	return -1;
}

static inline struct mc_channel_notes *
mc_select_list(const struct mc_channel_case *at)
{
	return at->operation == MC_SEND ? &at->channel->senders
					: &at->channel->receivers;
}

/* Takes a note back, if it is still in the list. */
static inline void mc_select_take_back(struct mc_channel_notes *notes,
				       const struct mc_channel_note *note)
{
	struct mc_channel_note *at = notes->oldest, *before = NULL;

	while (at && at != note) {
		before = at;
		at = at->next;
	}
	if (!at)
		return;
	if (before)
		before->next = at->next;
	else
		notes->oldest = at->next;
	if (notes->newest == at)
		notes->newest = before;
}

/* With all channels locked: leaves the notes, and waits until one is served;
 * the locks are given back. */
static inline int mc_select_wait(struct mc_channel_case *cases, size_t count)
{
	struct mc_channel_selector selector = {0, PTHREAD_MUTEX_INITIALIZER,
					       PTHREAD_COND_INITIALIZER, NULL};
	struct mc_channel_note *notes =
		(struct mc_channel_note *)mc_channel_memory(count ? count : 1,
							    sizeof *notes);
	size_t i;
	int index;

	for (i = 0; i < count; i++) {
		notes[i].message = cases[i].message;
		notes[i].selector = &selector;
		if (cases[i].channel)
			mc_channel_leave(cases[i].channel,
					 mc_select_list(&cases[i]), &notes[i]);
	}
	mc_select_unlock(cases, count);
	pthread_mutex_lock(&selector.lock);
	while (!selector.note)
		pthread_cond_wait(&selector.served, &selector.lock);
	pthread_mutex_unlock(&selector.lock);
	mc_select_lock(cases, count);
	for (i = 0; i < count; i++) {
		if (!cases[i].channel)
			continue;
		mc_select_take_back(mc_select_list(&cases[i]), &notes[i]);
		mc_channel_wake(cases[i].channel);
	}
	mc_select_unlock(cases, count);
	index = (int)(selector.note - notes);
	cases[index].result = selector.note->result;
	pthread_cond_destroy(&selector.served);
	pthread_mutex_destroy(&selector.lock);
	free(notes);
	return index;
}

static inline int mc_channel_select(struct mc_channel_case *cases, size_t count,
				    int wait)
{
	int index;

	mc_select_lock(cases, count);
	index = mc_select_now(cases, count);
	if (index < 0 && wait)
		return mc_select_wait(cases, count);
	mc_select_unlock(cases, count);
	return index;
}

#endif

#ifdef __cplusplus
}
#endif

#endif
