/* Programs without an end: what is service, and what is livelock.
 *
 * An execution that never ends may be what is wanted: philosophers who think
 * and eat, a producer and a consumer, a server.  Nothing in the code tells that
 * from threads that get in each other's way for ever; but what the threads come
 * to does.  Who serves is given again and again what it waits for.  So, unless
 * the model says itself what is useful (mc_progress), an endless execution is
 * service when each of its threads, again and again, gets what it waits for:
 * locks, posts, messages, signals, a barrier with all others at it.  It is a
 * livelock when, from some point on, some thread
 *
 *   could end: goes on, though in some other execution it ends, or ends the
 *           program; or
 *   waits   for ever, for anything but the end of a thread, and whatever the
 *           others do instead, they never let it go and come back to where they
 *           were (a writer that is kept out only as long as readers always
 *           overlap is merely unlucky); or
 *   starves: goes on, but gets nothing; or
 *   tries   in vain: it gets locks by waiting, but what it only tries to get
 *           (trylock, a wait with a timeout, a compare-exchange) it never has,
 *           or one lock of those, and nothing that others give; or
 *   watches: it takes a lock, looks at memory and lets go, nobody changes any
 *           memory, and it is given nothing: what it looks for does not come.
 *
 * With ENDLESS_ALLOW, only when all of them starve, and nobody changes memory,
 * or all that go on try in vain.
 *
 * What counts is only what a thread does, one step after the other: it is the
 * same in all orders of independent steps, so the reduction keeps it. */
#ifndef MCHECK_EXPLORE_STATES_SERVICE_H
#define MCHECK_EXPLORE_STATES_SERVICE_H

#include "explore/endless.h"
#include "explore/states/fair.h"

enum service_verdict {
	SERVICE_ENDS,    /* nothing fair goes on for ever there */
	SERVICE_ENDLESS, /* something does, and it is no livelock */
	SERVICE_LIVELOCK /* it is in the part, the answer to `question` */
};

/* What goes on in the component?  `stuck`: some threads wait for each other for
 * ever; then whatever the others do is no excuse. */
enum service_verdict service_judge(struct graph *graph, enum endless endless,
				   bool stuck, struct fair_question *question,
				   uint32_t *part);

#endif
