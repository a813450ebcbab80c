/* Why threads wait: cycles of them, signals that came too early, channels. */
#include "base/alloc.h"
#include "machine/rules/rules.h"
#include "report/facts/facts_parts.h"
#include "report/facts/verb.h"

/* What a thread that waits says of itself.  `all`: all wait, for each other. */
static void fill_thread(struct thread_fact *fact, struct names *names,
			const struct execution *execution,
			const struct thread_view *view, bool all)
{
	fact->alive = view->status == THREAD_ALIVE;
	fact->ended = view->status == THREAD_FINISHED;
	fact->stuck = view->stuck;
	fact->behind = view->behind;
	fact->kind = view->kind;
	fact->operation = operation_traits[view->kind].name;
	fact->verb = verb_waiting(view->kind);
	fact->holder = view->holder;
	fact->place = name_place(names, execution, view->pc);
	fact->taken = name_place(names, execution, view->holder_pc);
	fact->taken_known = view->holder_pc != 0;
	fact->next = fact->alive && (view->stuck || all) ? view->holder : -1;
	if (view->kind != OP_JOIN && view->kind != OP_SELECT)
		fact->object = name_object(
			names, execution,
			(struct used_bytes){view->object,
					    operation_extent(view->kind, 0),
					    view->pc, &view->frame});
}

static void note_loops(struct story *story, const struct schedule *schedule)
{
	for (uint32_t i = schedule->loop; schedule->loop && i < schedule->count;
	     i++) {
		int thread = schedule->decisions[i].thread;

		story->looping += !story->threads[thread].loops;
		story->threads[thread].loops = true;
	}
}

/* Is `thread` on a cycle, and its first in the order of threads? */
static bool heads_cycle(const struct story *story, int thread)
{
	int at = thread;

	for (uint32_t i = 0; i < story->thread_count; i++) {
		at = story->threads[at].next;
		if (at <= thread)
			return at == thread;
	}
	return false;
}

/* A holder that has ended will not let go. */
static bool holder_ended(const struct story *story,
			 const struct thread_fact *fact)
{
	return fact->next >= 0 && fact->kind != OP_JOIN &&
	       story->threads[fact->next].ended;
}

static bool signals(const struct step *step, uint64_t condition)
{
	return (step->kind == OP_SIGNAL || step->kind == OP_BROADCAST) &&
	       step->address == condition;
}

/* The step with which the thread began to wait as it does now. */
static uint32_t last_wait(const struct story *story, int thread)
{
	for (uint32_t i = story->step_count; i > 0; i--) {
		const struct step *step = &story->steps[i - 1];

		if (step->thread == thread && step->kind == OP_WAIT)
			return i - 1;
	}
	return 0;
}

/* Signals since then woke others; the last one before came too early. */
static void find_signals(struct story *story, int thread, uint64_t condition)
{
	struct thread_fact *fact = &story->threads[thread];
	uint32_t wait = last_wait(story, thread);

	for (uint32_t i = wait; i < story->step_count; i++)
		if (signals(&story->steps[i], condition) &&
		    fact->signal_count < SIGNALS_SHOWN)
			fact->signals[fact->signal_count++] = i;
	fact->signal_story = fact->signal_count ? SIGNALS_SINCE : NO_SIGNALS;
	for (uint32_t i = wait; i > 0 && !fact->signal_count; i--) {
		if (!signals(&story->steps[i - 1], condition))
			continue;
		fact->signals[fact->signal_count++] = i - 1;
		fact->signal_story = SIGNALS_BEFORE;
	}
}

/* Is it the first that sleeps on its condition? */
static bool is_first_sleeper(const struct execution *execution, uint32_t thread)
{
	const struct thread_view *views = execution->threads;

	if (views[thread].status != THREAD_ALIVE ||
	    !operation_is(views[thread].kind, TRAIT_SLEEPS))
		return false;
	for (uint32_t i = 0; i < thread; i++)
		if (views[i].status == THREAD_ALIVE &&
		    operation_is(views[i].kind, TRAIT_SLEEPS) &&
		    views[i].object == views[thread].object)
			return false;
	return true;
}

static void note(bool *threads, int thread)
{
	if (thread >= 0)
		threads[thread] = true;
}

/* Where two threads meet, only one of them has an event. */
static void note_use(struct channel_use *use, const struct step *step)
{
	if (step->waits)
		return;
	switch (step->kind == OP_SELECT ? step->operand : step->kind) {
	case OP_SEND:
	case OP_TRY_SEND:
		note(use->sends, step->thread);
		note(use->receives, step->other);
		break;
	case OP_RECEIVE:
	case OP_TRY_RECEIVE:
		note(use->receives, step->thread);
		note(use->sends, step->other);
		break;
	case OP_CLOSE:
		use->closed = true;
		break;
	}
}

static void add_channel(const struct story *story, struct thread_fact *fact,
			uint64_t channel, struct name name)
{
	struct channel_use *use = &fact->channels[fact->channel_count++];

	use->object = name;
	for (uint32_t i = 0; i < story->step_count; i++)
		if (story->steps[i].address == channel)
			note_use(use, &story->steps[i]);
}

/* Is it the first case at its channel? */
static bool is_first(const struct thread_view *view, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++)
		if (view->cases[i].channel == view->cases[index].channel)
			return false;
	return true;
}

static void find_channels(const struct story *story, struct thread_fact *fact,
			  struct names *names,
			  const struct execution *execution,
			  const struct thread_view *view)
{
	fact->case_count = view->case_count;
	fact->cases_named = view->case_count < VIEW_CASES
				    ? (uint32_t)view->case_count
				    : VIEW_CASES;
	fact->cases = mem_alloc(VIEW_CASES * sizeof *fact->cases);
	fact->channels = mem_alloc((VIEW_CASES + 1) * sizeof *fact->channels);
	if (view->kind == OP_SEND || view->kind == OP_RECEIVE)
		add_channel(story, fact, view->object, fact->object);
	for (uint32_t i = 0; i < fact->cases_named; i++) {
		struct wait_case *at = &fact->cases[i];

		at->sends = view->cases[i].kind == OP_SEND;
		at->channel = name_object(
			names, execution,
			(struct used_bytes){
				.address = view->cases[i].channel,
				.size = operation_extent(OP_SEND, 0)});
		if (is_first(view, i))
			add_channel(story, fact, view->cases[i].channel,
				    at->channel);
	}
}

static bool is_deadlock(enum finding_class class)
{
	return class == FINDING_DEADLOCK || class == FINDING_LOST_WAKEUP ||
	       class == FINDING_PARTIAL_DEADLOCK || class == FINDING_LIVELOCK;
}

void story_waits(struct story *story, struct names *names,
		 const struct execution *execution)
{
	bool partial = story->class == FINDING_PARTIAL_DEADLOCK;
	bool all = story->class == FINDING_DEADLOCK ||
		   story->class == FINDING_LOST_WAKEUP;

	story->is_deadlock = is_deadlock(story->class);
	for (uint32_t i = 0; i < story->thread_count; i++)
		fill_thread(&story->threads[i], names, execution,
			    &execution->threads[i],
			    story->class == FINDING_DEADLOCK);
	for (uint32_t i = 0; i < story->thread_count; i++)
		story_meet(story, execution, (int)i);
	note_loops(story, &execution->schedule);
	for (uint32_t i = 0; i < story->thread_count; i++) {
		const struct thread_view *view = &execution->threads[i];
		struct thread_fact *fact = &story->threads[i];

		fact->waits = story->is_deadlock && fact->alive &&
			      fact->kind != OP_NONE &&
			      (!partial || story->has_loop || fact->stuck);
		fact->heads_cycle = heads_cycle(story, (int)i);
		fact->holder_ended = holder_ended(story, fact);
		if (all && is_first_sleeper(execution, i))
			find_signals(story, (int)i, view->object);
		if (fact->waits)
			find_channels(story, fact, names, execution, view);
	}
}
