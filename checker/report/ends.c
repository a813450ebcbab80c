/* Who has used the channel that a thread waits at. */
#include "report/ends.h"

#include <string.h>

#include "machine/rules.h"
#include "report/wrap.h"

/* What the events say of a channel. */
struct ends {
	bool sends[MAX_THREADS], receives[MAX_THREADS];
	bool closed;
};

static void note(bool *threads, int thread)
{
	if (thread >= 0)
		threads[thread] = true;
}

/* Where two threads meet, only one of them has an event. */
static void note_event(struct ends *ends, const struct event *event)
{
	switch (event->kind) {
	case OP_SEND:
	case OP_TRY_SEND:
		note(ends->sends, event->thread);
		note(ends->receives, event->other);
		break;
	case OP_RECEIVE:
	case OP_TRY_RECEIVE:
		note(ends->receives, event->thread);
		note(ends->sends, event->other);
		break;
	case OP_CLOSE:
		ends->closed = true;
		break;
	}
}

static void add_threads(const struct report *report,
			const struct execution *execution, const bool *threads,
			const char *verb, struct text *text)
{
	const char *before = "";
	bool any = false;

	for (uint32_t i = 0; i < execution->thread_count; i++) {
		if (!threads[i])
			continue;
		text_add(text, before);
		name_thread(report->names, execution, (int)i, text);
		before = ", ";
		any = true;
	}
	text_addf(text, "%s %s it", any ? "" : "nobody", verb);
}

static void add_channel(const struct report *report,
			const struct execution *execution,
			const struct thread_view *view, struct text *text)
{
	struct ends ends = {0};
	struct text words = {0};

	for (uint32_t i = 0; i < execution->event_count; i++)
		if (execution->events[i].object == view->object)
			note_event(&ends, &execution->events[i]);
	text_add(&words, "Its ends, so far: ");
	add_threads(report, execution, ends.sends, "has sent on", &words);
	text_add(&words, "; ");
	add_threads(report, execution, ends.receives, "has received from",
		    &words);
	text_add(&words, ends.closed ? "; it is closed."
				     : "; nobody has closed it.");
	wrap_add(text, "      ", text_string(&words));
	text_free(&words);
}

void report_ends(const struct report *report, const struct execution *execution,
		 int thread, struct text *text)
{
	const struct thread_view *view = &execution->threads[thread];

	if (view->kind == OP_SEND || view->kind == OP_RECEIVE)
		add_channel(report, execution, view, text);
}
