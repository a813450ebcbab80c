/* Events in words. */
#include <errno.h>

#include "machine/rules.h"
#include "report/report.h"

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

static void add_values(struct names *names, const struct execution *execution,
		       const struct event *event, struct text *text)
{
	bool changed = event->has_after;

	if (!event->has_before)
		return;
	text_add(text, changed ? ": " : " = ");
	name_value(names, execution, event->object, event->size, event->before,
		   text);
	if (!changed)
		return;
	text_add(text, " -> ");
	name_value(names, execution, event->object, event->size, event->after,
		   text);
}

static void add_other(struct names *names, const struct execution *execution,
		      const struct event *event, struct text *text)
{
	const char *before;

	if (event->other < 0)
		return;
	switch (event->kind) {
	case OP_CREATE:
	case OP_JOIN:
	case OP_TRYJOIN:
	case OP_DETACH:
		before = " ";
		break;
	case OP_SIGNAL:
	case OP_BROADCAST:
		before = ", waking ";
		break;
	case OP_TRY_RECEIVE:
		before = ", from ";
		break;
	case OP_SELECT:
		before = event->operand == OP_RECEIVE ? ", from " : ", to ";
		break;
	default:
		before = ", to ";
	}
	text_add(text, before);
	name_thread(names, execution, event->other, text);
	if (event->kind == OP_BROADCAST && event->operand > 1)
		text_addf(text, " and %u more", (unsigned)event->operand - 1);
}

/* What a call that fails returns, or sets errno to. */
static const char *error_name(int error)
{
	switch (error) {
	case EBUSY:
		return "it is in use (EBUSY)";
	case EAGAIN:
		return "it is zero (EAGAIN)";
	case ETIMEDOUT:
		return "the time is over (ETIMEDOUT)";
	case EDEADLK:
		return "it would wait for itself (EDEADLK)";
	case EPERM:
		return "it is not the owner (EPERM)";
	case EINVAL:
		return "an argument is wrong (EINVAL)";
	case EOWNERDEAD:
		return "its last owner has ended (EOWNERDEAD)";
	case ENOTRECOVERABLE:
		return "it was never made consistent (ENOTRECOVERABLE)";
	default:
		return "an error";
	}
}

/* What a select did: the verb of the case that went. */
static const char *selected(const struct event *event)
{
	switch (event->operand) {
	case OP_SEND:
		return ": sends on";
	case OP_RECEIVE:
		return ": receives on";
	default:
		return event->waits ? "" : ": nothing is ready";
	}
}

static bool names_its_object(const struct event *event)
{
	return event->object && event->kind != OP_CREATE &&
	       event->kind != OP_JOIN && event->kind != OP_TRYJOIN;
}

void report_event(struct names *names, const struct execution *execution,
		  const struct event *event, struct text *text)
{
	const char *verb = verbs[event->kind];

	if (event->kind == OP_PAUSE && event->local)
		verb = event->operand == PAUSE_SLEEP ? "sleeps" : "yields";
	text_add(text, verb ? verb : "goes on");
	if (event->kind == OP_SELECT)
		text_add(text, selected(event));
	if (event->kind == OP_ALLOCATE)
		text_add(text, event->alternative ? " memory, and gets none"
						  : " memory");
	if (event->kind == OP_CHOOSE)
		text_addf(text, " %u of 0..%u", event->alternative,
			  event->size - 1);
	if (event->kind == OP_TURN)
		text_addf(text, " %s", turn_name((unsigned)event->operand));
	if (event->kind == OP_EXIT)
		text_addf(text, " with status %d", (int)event->operand & 0xff);
	if (names_its_object(event)) {
		text_add(text, " ");
		name_object(names, execution, event->object,
			    operation_extent(event->kind, event->size),
			    &event->frame, text);
	}
	if (event->waits)
		text_add(text, ", and has to wait");
	add_values(names, execution, event, text);
	add_other(names, execution, event, text);
	if (event->error)
		text_addf(text, ": %s", error_name(event->error));
	if (event->kind == OP_ASLEEP_TIMED)
		text_add(text, event->alternative ? ", without a signal"
						  : ", its time over");
}
