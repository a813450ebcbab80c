/* Deadlocks in words: cycles of threads, signals that came too early. */
#include "report/stuck.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/rules.h"
#include "report/wrap.h"

/* Of many signals only so many are told. */
#define SIGNALS_SHOWN 5

static const struct thread_view *view_of(const struct execution *execution,
					 int thread)
{
	return &execution->threads[thread];
}

/* The thread that this one waits for, or -1. */
static int next_of(const struct execution *execution, int thread)
{
	const struct thread_view *view = view_of(execution, thread);

	return view->status == THREAD_ALIVE && view->stuck ? view->holder : -1;
}

/* Is `thread` on a cycle, and its first in the order of threads? */
static bool heads_cycle(const struct execution *execution, int thread)
{
	int at = thread;

	for (uint32_t i = 0; i < execution->thread_count; i++) {
		at = next_of(execution, at);
		if (at <= thread)
			return at == thread;
	}
	return false;
}

static void add_object(const struct report *report,
		       const struct execution *execution,
		       const struct thread_view *view, struct text *text)
{
	name_object(report->names, execution, view->object,
		    operation_extent(view->kind, 0), &view->frame, text);
}

/* "T2 save waits for b, which T3 pay holds; " */
static void add_link(const struct report *report,
		     const struct execution *execution, int thread,
		     struct text *text)
{
	const struct thread_view *view = view_of(execution, thread);

	name_thread(report->names, execution, thread, text);
	if (view->kind == OP_JOIN) {
		text_add(text, " waits for the end of ");
		name_thread(report->names, execution, view->holder, text);
		return;
	}
	text_add(text, " waits for ");
	add_object(report, execution, view, text);
	text_add(text, view->behind ? ", behind " : ", which ");
	name_thread(report->names, execution, view->holder, text);
	if (view->behind)
		text_add(text, ", who waits to write");
	else if (view->kind == OP_ONCE)
		text_add(text, " is calling");
	else
		text_add(text, " holds");
}

static void add_cycle(const struct report *report,
		      const struct execution *execution, int first,
		      struct text *text)
{
	struct text words = {0};
	int at = first;

	text_add(&words, "A cycle: ");
	do {
		if (at != first)
			text_add(&words, "; ");
		add_link(report, execution, at, &words);
		at = next_of(execution, at);
	} while (at != first);
	text_add(&words, ". None can be the first to go.");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

/* A holder that has ended will not let go. */
static void add_ended(const struct report *report,
		      const struct execution *execution, int thread,
		      struct text *text)
{
	const struct thread_view *view = view_of(execution, thread);
	struct text words = {0};

	if (view->kind == OP_JOIN || view->holder < 0 ||
	    view_of(execution, view->holder)->status != THREAD_FINISHED)
		return;
	name_thread(report->names, execution, view->holder, &words);
	text_add(&words, " has ended without unlocking ");
	add_object(report, execution, view, &words);
	text_add(&words, ": nobody else can.");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

static bool signals(const struct event *event, uint64_t condition)
{
	return (event->kind == OP_SIGNAL || event->kind == OP_BROADCAST) &&
	       event->object == condition;
}

/* "On changed, T2 wait" and what is to be said of it. */
static void add_head(const struct report *report,
		     const struct execution *execution, int thread,
		     struct text *text, const char *what)
{
	struct text words = {0};

	text_add(&words, "On ");
	add_object(report, execution, view_of(execution, thread), &words);
	text_add(&words, ", ");
	name_thread(report->names, execution, thread, &words);
	text_add(&words, what);
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

/* "T1 main signals at x.c:12" and what became of that. */
static void add_signal(const struct report *report,
		       const struct execution *execution,
		       const struct event *event, const char *what,
		       struct text *text)
{
	struct text words = {0};

	name_thread(report->names, execution, event->thread, &words);
	text_add(&words,
		 event->kind == OP_SIGNAL ? " signals at " : " broadcasts at ");
	name_place(report->names, execution, event->pc, &words);
	text_add(&words, what);
	if (event->other >= 0) {
		text_add(&words, "that wakes ");
		name_thread(report->names, execution, event->other, &words);
		text_add(&words, ".");
	}
	wrap_add(text, "    ", text_string(&words));
	text_free(&words);
}

/* The event with which the thread began to wait as it does now. */
static uint32_t last_wait(const struct execution *execution, int thread)
{
	for (uint32_t i = execution->event_count; i > 0; i--) {
		const struct event *event = &execution->events[i - 1];

		if (event->thread == thread && event->kind == OP_WAIT)
			return i - 1;
	}
	return 0;
}

/* Since then: signals that woke others. */
static int add_signals_since(const struct report *report,
			     const struct execution *execution, int thread,
			     uint32_t wait, struct text *text)
{
	const struct thread_view *view = view_of(execution, thread);
	int count = 0;

	for (uint32_t i = wait; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		if (!signals(event, view->object) || ++count > SIGNALS_SHOWN)
			continue;
		if (count == 1)
			add_head(report, execution, thread, text,
				 " began to wait, and these came:");
		add_signal(report, execution, event, ": ", text);
	}
	return count;
}

/* Before that: the last one, which came too early for this wait. */
static void add_signal_before(const struct report *report,
			      const struct execution *execution, int thread,
			      uint32_t wait, struct text *text)
{
	const struct thread_view *view = view_of(execution, thread);

	for (uint32_t i = wait; i > 0; i--) {
		const struct event *event = &execution->events[i - 1];

		if (!signals(event, view->object))
			continue;
		add_head(report, execution, thread, text,
			 " waits, and no signal came after that. Before it:");
		add_signal(report, execution, event,
			   event->other < 0
				   ? ", when nobody waits: that is lost."
				   : ": ",
			   text);
		return;
	}
	add_head(report, execution, thread, text,
		 " waits, and no signal was ever given on it.");
}

static void add_condition(const struct report *report,
			  const struct execution *execution, int thread,
			  struct text *text)
{
	uint32_t wait = last_wait(execution, thread);

	if (!add_signals_since(report, execution, thread, wait, text))
		add_signal_before(report, execution, thread, wait, text);
}

/* Is it the first that sleeps on its condition? */
static bool is_first_sleeper(const struct execution *execution, uint32_t thread)
{
	const struct thread_view *views = execution->threads;

	if (views[thread].status != THREAD_ALIVE ||
	    views[thread].kind != OP_ASLEEP)
		return false;
	for (uint32_t i = 0; i < thread; i++)
		if (views[i].status == THREAD_ALIVE &&
		    views[i].kind == OP_ASLEEP &&
		    views[i].object == views[thread].object)
			return false;
	return true;
}

void report_stuck(const struct report *report,
		  const struct execution *execution, struct text *text)
{
	enum finding_class class = execution->finding.class;
	bool all = class == FINDING_DEADLOCK || class == FINDING_LOST_WAKEUP;

	for (uint32_t i = 0; i < execution->thread_count; i++) {
		if (next_of(execution, (int)i) >= 0)
			add_ended(report, execution, (int)i, text);
		if (heads_cycle(execution, (int)i))
			add_cycle(report, execution, (int)i, text);
		if (all && is_first_sleeper(execution, i))
			add_condition(report, execution, (int)i, text);
	}
}
