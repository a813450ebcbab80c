/* What holds at a moment of an execution. */
#include "report/step/moment.h"

#include <string.h>

#include "machine/rules/rules.h"
#include "report/facts/verb.h"

uint32_t moment_count(const struct story *story)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < story->step_count; i++)
		if (story->steps[i].number)
			count = story->steps[i].number;
	return count;
}

struct moment moment_at(struct page *page, const struct lock_holds *holds,
			uint32_t number)
{
	const struct story *story = page->story;
	struct moment moment = {.page = page,
				.story = story,
				.holds = holds,
				.number = number,
				.last = number == moment_count(story)};

	while (moment.end < story->step_count &&
	       story->steps[moment.end].number <= number)
		moment.end++;
	return moment;
}

const struct step *moment_step(const struct moment *moment)
{
	for (uint32_t i = moment->end; i > 0; i--)
		if (moment->story->steps[i - 1].number)
			return &moment->story->steps[i - 1];
	return NULL;
}

bool moment_exists(const struct moment *moment, int thread)
{
	for (uint32_t i = 0; thread && i < moment->end; i++) {
		const struct step *step = &moment->story->steps[i];

		if (step->thread == thread ||
		    (step->kind == OP_CREATE && step->other == thread))
			return true;
	}
	return thread == 0;
}

/* The thread's last step before, or NULL. */
static const struct step *last_of(const struct moment *moment, int thread)
{
	for (uint32_t i = moment->end; i > 0; i--)
		if (moment->story->steps[i - 1].thread == thread)
			return &moment->story->steps[i - 1];
	return NULL;
}

/* The thread's next step, or NULL. */
static const struct step *next_of(const struct moment *moment, int thread)
{
	for (uint32_t i = moment->end; i < moment->story->step_count; i++)
		if (moment->story->steps[i].thread == thread)
			return &moment->story->steps[i];
	return NULL;
}

/* A thread ends with its last step, if it does. */
static bool has_ended(const struct moment *moment, int thread)
{
	return moment->story->threads[thread].ended &&
	       moment_exists(moment, thread) && !next_of(moment, thread);
}

static bool is_of_name(const struct step *step, const struct name *name)
{
	struct text one = {0}, two = {0};
	bool same;

	name_write(&step->object, &one);
	name_write(name, &two);
	same = strcmp(text_string(&one), text_string(&two)) == 0;
	text_free(&one);
	text_free(&two);
	return same;
}

/* Who, other than the thread, has the lock so that it cannot get it; or -1. */
static int holder_of(const struct moment *moment, int thread,
		     enum operation_kind kind, const struct name *name)
{
	for (uint32_t i = 0; i < moment->holds->count; i++) {
		const struct lock_hold *hold = &moment->holds->holds[i];

		if (hold->from < moment->end && hold->to >= moment->end &&
		    hold->thread != thread &&
		    !(hold->reading && kind == OP_RDLOCK) &&
		    is_of_name(&moment->story->steps[hold->from], name))
			return hold->thread;
	}
	return -1;
}

/* Is it a wait for a lock, that it gets when nobody has it? */
static bool is_for_lock(enum operation_kind kind)
{
	return kind == OP_LOCK || kind == OP_RELOCK || kind == OP_RDLOCK ||
	       kind == OP_WRLOCK;
}

/* Has a signal reached the thread, which began to wait with this step? */
static bool is_woken(const struct moment *moment, const struct step *wait)
{
	const struct step *end = moment->story->steps + moment->end;

	for (const struct step *step = wait + 1; step < end; step++)
		if (step->address == wait->address &&
		    (step->kind == OP_BROADCAST ||
		     (step->kind == OP_SIGNAL && step->other == wait->thread)))
			return true;
	return false;
}

/* The step with which the thread sleeps on a condition, or NULL. */
static const struct step *sleep_of(const struct moment *moment, int thread)
{
	const struct step *last = last_of(moment, thread);

	return last && last->kind == OP_WAIT && !is_woken(moment, last) ? last
									: NULL;
}

static void add_name(const struct moment *moment, const char *verb,
		     const struct name *name, struct text *text)
{
	text_add(text, verb);
	if (name->kind == NAME_NONE)
		return;
	text_add(text, " ");
	page_name(moment->page, name, text);
}

static void add_other(const struct moment *moment, const char *verb, int other,
		      struct text *text)
{
	text_addf(text, "%s ", verb);
	page_thread(moment->page, other, text);
}

/* "waits to lock m, which T2 has"; false: it does not wait for that. */
static bool add_lock(const struct moment *moment, int thread,
		     enum operation_kind kind, const struct name *name,
		     struct text *text)
{
	int holder =
		is_for_lock(kind) ? holder_of(moment, thread, kind, name) : -1;

	if (holder < 0)
		return false;
	add_name(moment, verb_waiting(kind), name, text);
	text_addf(text, ", which T%d has", holder + 1);
	return true;
}

static bool add_join(const struct moment *moment, enum operation_kind kind,
		     int other, struct text *text)
{
	if (kind != OP_JOIN || other < 0 || has_ended(moment, other))
		return false;
	add_other(moment, verb_waiting(OP_JOIN), other, text);
	return true;
}

/* It stands before its next step, which it can make or not. */
static void add_next(const struct moment *moment, const struct step *next,
		     struct text *text)
{
	bool of_thread = operation_is(next->kind, TRAIT_THREAD);

	if (add_lock(moment, next->thread, next->kind, &next->object, text) ||
	    add_join(moment, next->kind, next->other, text))
		return;
	text_add(text, "next: ");
	if (of_thread && next->other >= 0)
		add_other(moment, next->verb, next->other, text);
	else
		add_name(moment, next->verb, &next->object, text);
}

/* It makes no further step: it waits for ever, or the execution ends first. */
static void add_end(const struct moment *moment, int thread, struct text *text)
{
	const struct thread_fact *fact = &moment->story->threads[thread];

	if (moment->last && moment->story->thread == thread)
		text_add(text, moment->story->what);
	else if (!fact->waits)
		text_add(text, "makes no further step");
	else if (fact->loops)
		text_add(text, "loops forever");
	else if (!add_lock(moment, thread, fact->kind, &fact->object, text) &&
		 !add_join(moment, fact->kind, fact->holder, text)) {
		text_add(text, moment->last ? "" : "then ");
		add_name(moment,
			 fact->kind == OP_SELECT ? "waits in its select"
						 : fact->verb,
			 &fact->object, text);
	}
}

struct place moment_thread(const struct moment *moment, int thread,
			   struct text *text)
{
	const struct step *next = next_of(moment, thread);
	const struct step *sleep = sleep_of(moment, thread);
	const struct thread_fact *fact = &moment->story->threads[thread];

	if (!moment_exists(moment, thread))
		text_add(text, "not yet created");
	else if (has_ended(moment, thread))
		text_add(text, "has ended");
	else if (sleep)
		add_name(moment, verb_waiting(OP_ASLEEP), &sleep->object, text);
	else if (next && next->kind == OP_START)
		text_add(text, "has not begun");
	else if (next)
		add_next(moment, next, text);
	else
		add_end(moment, thread, text);
	if (!moment_exists(moment, thread) || has_ended(moment, thread))
		return (struct place){.source = ""};
	if (sleep)
		return sleep->place;
	if (next)
		return next->place;
	return fact->place.file || moment->story->thread != thread
		       ? fact->place
		       : moment->story->place;
}
