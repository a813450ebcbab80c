/* Livelocks in words. */
#include "report/round.h"

#include <string.h>

#include "machine/rules.h"
#include "report/wrap.h"

/* Of one thread only so many variables are told. */
#define LOOKS_SHOWN 6

/* What a thread sees at one place in memory, all along the loop. */
struct look {
	const struct event *first;
	bool varies;  /* it does not see the same each time */
	bool fails;   /* it tries to get it, and cannot */
	int16_t whom; /* another thread that changes it there, or -1 */
};

bool report_goes_round(const struct execution *execution, int thread)
{
	uint32_t loop = execution->schedule.loop;

	for (uint32_t i = loop; loop && i < execution->schedule.count; i++)
		if (execution->schedule.decisions[i].thread == thread)
			return true;
	return false;
}

/* The first event of the loop. */
static uint32_t loop_start(const struct execution *execution)
{
	uint32_t i = 0;

	while (i < execution->event_count &&
	       execution->events[i].decision != execution->schedule.loop + 1)
		i++;
	return i;
}

static bool changes(const struct event *event)
{
	return event->write && (!event->has_before || !event->has_after ||
				event->before != event->after);
}

static bool fails(const struct event *event)
{
	return event->error &&
	       (event->kind == OP_TRYLOCK || event->kind == OP_TRYRDLOCK ||
		event->kind == OP_TRYWRLOCK || event->kind == OP_TIMEDLOCK ||
		event->kind == OP_SEM_TRYWAIT);
}

/* Does it see something in memory, or fail to get something? */
static bool looks(const struct event *event)
{
	if (fails(event))
		return true;
	return event->has_before && !event->quiet && !changes(event) &&
	       event->kind != OP_STORE && event->kind != OP_WRITE;
}

/* What the thread sees where this event, of the loop, looks. */
static struct look look_at(const struct execution *execution, uint32_t start,
			   const struct event *first)
{
	struct look look = {.first = first, .fails = fails(first), .whom = -1};

	for (uint32_t i = start; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		if (event->object != first->object)
			continue;
		if (event->thread != first->thread && changes(event))
			look.whom = event->thread;
		else if (event->thread == first->thread && event->has_before)
			look.varies |= event->before != first->before;
	}
	return look;
}

/* Is it the first of the loop's events by which its thread looks there? */
static bool is_first(const struct execution *execution, uint32_t start,
		     uint32_t at)
{
	const struct event *event = &execution->events[at];

	for (uint32_t i = start; i < at; i++)
		if (execution->events[i].thread == event->thread &&
		    execution->events[i].object == event->object &&
		    looks(&execution->events[i]))
			return false;
	return true;
}

static void add_seen(const struct report *report,
		     const struct execution *execution, const struct look *look,
		     struct text *words)
{
	const struct event *event = look->first;

	text_add(words, look->fails ? "cannot get " : "reads ");
	name_object(report->names, execution, event->object,
		    operation_extent(event->kind, event->size), &event->frame,
		    words);
	if (look->fails || look->varies)
		return;
	text_add(words, " = ");
	name_value(report->names, execution, event->object, event->size,
		   event->before, words);
}

static bool goes_alone(const struct execution *execution)
{
	int count = 0;

	for (uint32_t i = 0; i < execution->thread_count; i++)
		count += report_goes_round(execution, (int)i);
	return count == 1;
}

/* Why that does not change, or does not help. */
static void add_why(const struct report *report,
		    const struct execution *execution, const struct look *look,
		    struct text *words)
{
	if (look->fails) {
		text_add(words, " when it tries");
	} else if (look->whom >= 0) {
		text_add(words, look->varies ? ", which " : ", though ");
		name_thread(report->names, execution, look->whom, words);
		text_add(words, look->varies ? " changes meanwhile"
					     : " changes it meanwhile");
	} else if (goes_alone(execution)) {
		text_add(words, " again and again, and no other thread can "
				"change this");
	} else {
		text_add(words, " again and again, and none of these threads "
				"changes it");
	}
}

static void add_look(const struct report *report,
		     const struct execution *execution, const struct look *look,
		     struct text *text)
{
	struct text words = {0};

	text_add(&words, "It ");
	add_seen(report, execution, look, &words);
	add_why(report, execution, look, &words);
	text_add(&words, ".");
	wrap_add(text, "      ", text_string(&words));
	text_free(&words);
}

void report_round(const struct report *report,
		  const struct execution *execution, int thread,
		  struct text *text)
{
	uint32_t start = loop_start(execution);
	int count = 0;

	text_add(text, "  ");
	name_thread(report->names, execution, thread, text);
	text_add(text, " goes round and round\n");
	report_place(report, execution, execution->threads[thread].pc, text);
	for (uint32_t i = start; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];
		struct look look;

		if (event->thread != thread || !looks(event) ||
		    !is_first(execution, start, i) || count++ >= LOOKS_SHOWN)
			continue;
		look = look_at(execution, start, event);
		add_look(report, execution, &look, text);
	}
}

void report_rounds(const struct execution *execution, struct text *text)
{
	if (execution->schedule.loop && !goes_alone(execution))
		wrap_add(text, "  ",
			 "Each of these gets its turns, so that no fair "
			 "scheduler need ever end this.");
}
