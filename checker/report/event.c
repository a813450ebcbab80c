/* Events in words. */
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
	[OP_CLOSE] = "closes",
	[OP_CHANNEL_DESTROY] = "destroys",
	[OP_TURN] = "calls",
	[OP_PAUSE] = "pauses",
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
	case OP_DETACH:
		before = " ";
		break;
	case OP_SIGNAL:
		before = ", waking ";
		break;
	case OP_TRY_RECEIVE:
		before = ", from ";
		break;
	default:
		before = ", to ";
	}
	text_add(text, before);
	name_thread(names, execution, event->other, text);
}

static bool names_its_object(const struct event *event)
{
	return event->object && event->kind != OP_CREATE &&
	       event->kind != OP_JOIN;
}

void report_event(struct names *names, const struct execution *execution,
		  const struct event *event, struct text *text)
{
	const char *verb = verbs[event->kind];

	text_add(text, verb ? verb : "goes on");
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
	add_values(names, execution, event, text);
	add_other(names, execution, event, text);
}
