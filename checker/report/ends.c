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
	if (event->waits)
		return;
	switch (event->kind == OP_SELECT ? event->operand : event->kind) {
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
			const struct execution *execution, uint64_t channel,
			bool named, struct text *text)
{
	struct ends ends = {0};
	struct text words = {0};

	for (uint32_t i = 0; i < execution->event_count; i++)
		if (execution->events[i].object == channel)
			note_event(&ends, &execution->events[i]);
	if (named) {
		text_add(&words, "The ends of ");
		name_object(report->names, execution, channel,
			    operation_extent(OP_SEND, 0), NULL, &words);
	} else {
		text_add(&words, "Its ends");
	}
	text_add(&words, ", so far: ");
	add_threads(report, execution, ends.sends, "has sent on", &words);
	text_add(&words, "; ");
	add_threads(report, execution, ends.receives, "has received from",
		    &words);
	text_add(&words,
		 ends.closed ? "; it is closed." : "; nobody has closed it.");
	wrap_add(text, "      ", text_string(&words));
	text_free(&words);
}

static uint64_t shown(const struct thread_view *view)
{
	return view->case_count < VIEW_CASES ? view->case_count : VIEW_CASES;
}

/* Is it the first case at its channel? */
static bool is_first(const struct thread_view *view, uint64_t index)
{
	for (uint64_t i = 0; i < index; i++)
		if (view->cases[i].channel == view->cases[index].channel)
			return false;
	return true;
}

void report_cases(const struct report *report,
		  const struct execution *execution,
		  const struct thread_view *view, struct text *text)
{
	struct text words = {0};

	name_thread(report->names, execution, (int)(view - execution->threads),
		    &words);
	text_add(&words,
		 view->case_count ? " waits " : " selects from no channel");
	for (uint64_t i = 0; i < shown(view); i++) {
		text_add(&words, i ? ", or " : "");
		text_add(&words, view->cases[i].kind == OP_SEND
					 ? "to send on "
					 : "for a message on ");
		name_object(report->names, execution, view->cases[i].channel,
			    operation_extent(OP_SEND, 0), NULL, &words);
	}
	if (view->case_count > VIEW_CASES)
		text_addf(&words, ", or for one of %llu more",
			  (unsigned long long)view->case_count - VIEW_CASES);
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

void report_ends(const struct report *report, const struct execution *execution,
		 int thread, struct text *text)
{
	const struct thread_view *view = &execution->threads[thread];

	if (view->kind == OP_SEND || view->kind == OP_RECEIVE)
		add_channel(report, execution, view->object, false, text);
	for (uint64_t i = 0; i < shown(view); i++)
		if (is_first(view, i))
			add_channel(report, execution, view->cases[i].channel,
				    true, text);
}
