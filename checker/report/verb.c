/* The verbs of operations. */
#include "report/verb.h"

#include "machine/operation_kind.h"

/* What each kind of operation is called in a sentence. */
static const char *const verbs[OP_KIND_COUNT] = {
	[OP_START] = "starts",
	[OP_CREATE] = "creates",
	[OP_FINISH] = "ends",
	[OP_JOIN] = "joins",
	[OP_DETACH] = "detaches",
	[OP_EXIT] = "ends the program",
	[OP_LOCK] = "locks",
	[OP_TRYLOCK] = "tries to lock",
	[OP_UNLOCK] = "unlocks",
	[OP_MUTEX_INIT] = "initialises",
	[OP_MUTEX_DESTROY] = "destroys",
	[OP_WAIT] = "waits on",
	[OP_ASLEEP] = "wakes without a signal from",
	[OP_RELOCK] = "goes on from its wait, locking",
	[OP_SIGNAL] = "signals",
	[OP_BROADCAST] = "broadcasts",
	[OP_COND_INIT] = "initialises",
	[OP_COND_DESTROY] = "destroys",
	[OP_MUTEX_CONSISTENT] = "makes consistent",
	[OP_TIMEDLOCK] = "locks, for a time,",
	[OP_TRYJOIN] = "tries to join",
	[OP_ASLEEP_TIMED] = "wakes from",
	[OP_RDLOCK] = "locks for reading",
	[OP_WRLOCK] = "locks for writing",
	[OP_TRYRDLOCK] = "tries to lock for reading",
	[OP_TRYWRLOCK] = "tries to lock for writing",
	[OP_RWUNLOCK] = "unlocks",
	[OP_RWLOCK_INIT] = "initialises",
	[OP_RWLOCK_DESTROY] = "destroys",
	[OP_SEM_WAIT] = "takes",
	[OP_SEM_TRYWAIT] = "tries to take",
	[OP_SEM_POST] = "posts",
	[OP_SEM_GETVALUE] = "reads the value of",
	[OP_SEM_INIT] = "initialises",
	[OP_SEM_DESTROY] = "destroys",
	[OP_BARRIER_WAIT] = "comes to",
	[OP_BARRIER_ASLEEP] = "waits at",
	[OP_BARRIER_INIT] = "initialises",
	[OP_BARRIER_DESTROY] = "destroys",
	[OP_ONCE] = "calls once",
	[OP_ONCE_DONE] = "has done once",
	[OP_LOAD] = "loads",
	[OP_STORE] = "stores",
	[OP_UPDATE] = "updates",
	[OP_COMPARE_EXCHANGE] = "compares and exchanges",
	[OP_FENCE] = "passes a fence",
	[OP_READ] = "reads",
	[OP_WRITE] = "writes",
	[OP_COPY] = "copies to",
	[OP_SET] = "sets",
	[OP_FREE] = "frees",
	[OP_CHOOSE] = "chooses",
	[OP_SEND] = "sends on",
	[OP_TRY_SEND] = "tries to send on",
	[OP_RECEIVE] = "receives on",
	[OP_TRY_RECEIVE] = "tries to receive on",
	[OP_SELECT] = "selects",
	[OP_CLOSE] = "closes",
	[OP_CHANNEL_DESTROY] = "destroys",
	[OP_TURN] = "calls",
	[OP_PAUSE] = "pauses",
	[OP_PROGRESS] = "makes progress",
	[OP_ALLOCATE] = "allocates",
	[OP_ATOMIC_BEGIN] = "begins an atomic block",
	[OP_ATOMIC_END] = "ends its atomic block",
};

const char *verb_of(const struct event *event)
{
	const char *verb = verbs[event->kind];

	if (event->kind == OP_PAUSE && event->local)
		verb = event->operand == PAUSE_SLEEP ? "sleeps" : "yields";
	return verb ? verb : "goes on";
}

const char *verb_waiting(unsigned kind)
{
	switch (kind) {
	case OP_LOCK:
	case OP_RELOCK:
		return "waits to lock";
	case OP_RDLOCK:
		return "waits to lock for reading";
	case OP_WRLOCK:
		return "waits to lock for writing";
	case OP_SEM_WAIT:
		return "waits for a post of";
	case OP_BARRIER_ASLEEP:
		return "waits for others at";
	case OP_ONCE:
		return "waits for the routine of";
	case OP_JOIN:
		return "waits for the end of";
	case OP_ASLEEP:
		return "waits for a signal on";
	case OP_SEND:
		return "waits to send on";
	case OP_RECEIVE:
		return "waits for a message on";
	default:
		return "waits at";
	}
}
