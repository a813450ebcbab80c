/* What holds of every outcome that can be reported. */
#include "explore/run/outcome_sane.h"

#include <string.h>

#include "explore/levels/levels.h"
#include "machine/world/operation_kind.h"

static bool holds(bool condition, const char *what, const char **why)
{
	if (!condition)
		*why = what;
	return condition;
}

/* Any other byte may be both true and false to who reads it. */
static bool is_bool(const bool *value)
{
	unsigned char byte;

	memcpy(&byte, value, 1);
	return byte <= 1;
}

static bool is_kind(unsigned kind)
{
	return kind < OP_KIND_COUNT;
}

static bool is_thread(int thread, uint32_t count)
{
	return thread >= 0 && (uint32_t)thread < count;
}

static bool is_thread_or_none(int thread, uint32_t count)
{
	return thread == -1 || is_thread(thread, count);
}

static bool is_mode(const struct machine_mode *mode)
{
	return (unsigned)mode->plain <= PLAIN_ALL && is_bool(&mode->races) &&
	       is_bool(&mode->oracle) && is_bool(&mode->spurious) &&
	       is_bool(&mode->weak_cas) && is_bool(&mode->output_state) &&
	       is_bool(&mode->malloc_fails) && is_bool(&mode->footprints) &&
	       is_bool(&mode->meetings) && is_bool(&mode->guards) &&
	       is_bool(&mode->straight) &&
	       (unsigned)mode->constraint.kind < CONSTRAINT_KIND_COUNT;
}

static bool is_access(const struct access *access, uint32_t threads)
{
	return is_thread(access->thread, threads) && is_bool(&access->write) &&
	       is_bool(&access->atomic) && is_bool(&access->release);
}

static bool is_finding(const struct finding *finding, uint32_t threads)
{
	return is_thread_or_none(finding->thread, threads) &&
	       is_access(&finding->first, threads) &&
	       is_access(&finding->second, threads) &&
	       memchr(finding->what, 0, sizeof finding->what);
}

/* Threads of the loop are looked up, and begin it. */
static bool is_schedule(const struct schedule *schedule, uint32_t threads)
{
	for (uint32_t i = 0; i < schedule->count; i++)
		if (!is_thread(schedule->decisions[i].thread, threads) ||
		    !is_kind(schedule->decisions[i].kind))
			return false;
	return schedule->loop == 0 || schedule->loop < schedule->count;
}

/* Values have at most 8 bytes. */
static bool is_event(const struct event *event,
		     const struct execution *execution)
{
	uint32_t threads = execution->thread_count;

	if (!is_bool(&event->has_before) || !is_bool(&event->has_after) ||
	    !is_bool(&event->has_expected) || !is_bool(&event->fails) ||
	    !is_bool(&event->before_unset) || !is_bool(&event->after_unset) ||
	    !is_bool(&event->write) || !is_bool(&event->unreported) ||
	    !is_bool(&event->waits) || !is_bool(&event->local))
		return false;
	return is_thread(event->thread, threads) &&
	       is_thread_or_none(event->other, threads) &&
	       is_kind(event->kind) && event->order <= ORDER_SEQ_CST &&
	       ((!event->has_before && !event->has_after &&
		 !event->has_expected) ||
		event->size <= 8) &&
	       (event->kind != OP_TURN || event->operand < TURN_COUNT) &&
	       event->decision <= execution->schedule.count;
}

static bool are_events(const struct execution *execution)
{
	for (uint32_t i = 0; i < execution->event_count; i++)
		if (!is_event(&execution->events[i], execution))
			return false;
	return true;
}

static bool is_view(const struct thread_view *view, uint32_t threads)
{
	return is_thread_or_none(view->creator, threads) &&
	       is_thread_or_none(view->holder, threads) &&
	       is_kind(view->kind) && view->status <= THREAD_FINISHED &&
	       is_bool(&view->stuck) && is_bool(&view->behind);
}

/* The first thread is always there. */
static bool are_threads(const struct execution *execution)
{
	uint32_t count = execution->thread_count;

	if (count < 1 || count > MAX_THREADS)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!is_view(&execution->threads[i], count))
			return false;
	return true;
}

static bool is_block(const struct block *block)
{
	return is_thread_or_none(block->thread, MAX_THREADS) &&
	       is_thread_or_none(block->free_thread, MAX_THREADS) &&
	       is_bool(&block->live) && is_bool(&block->internal) &&
	       is_bool(&block->mapped);
}

static bool are_blocks(const struct execution *execution)
{
	for (uint32_t i = 0; i < execution->block_count; i++)
		if (!is_block(&execution->blocks[i]))
			return false;
	return true;
}

static bool are_links(const struct execution *execution)
{
	for (uint32_t i = 0; i < execution->link_count; i++)
		if (execution->links[i].block == 0 ||
		    execution->links[i].block >= execution->block_count)
			return false;
	return is_bool(&execution->links_cut);
}

static bool are_too_weak(const struct execution *execution)
{
	if (execution->too_weak_count > MAX_TOO_WEAK)
		return false;
	for (uint32_t i = 0; i < execution->too_weak_count; i++) {
		const struct too_weak *at = &execution->too_weak[i];

		if (at->event >= execution->event_count ||
		    !is_bool(&at->acquire) || !is_bool(&at->release))
			return false;
	}
	return true;
}

/* There may be none: it has no finding then, and nothing of it is used. */
static bool is_execution(const struct execution *execution, const char **why)
{
	enum finding_class class = execution->finding.class;
	uint32_t threads = execution->thread_count;

	if (!holds((unsigned)class < FINDING_CLASS_COUNT,
		   "the class of a finding", why))
		return false;
	if (class == FINDING_NONE)
		return true;
	return holds(are_threads(execution), "a thread", why) &&
	       holds(is_mode(&execution->mode), "a mode", why) &&
	       holds(is_finding(&execution->finding, threads), "a finding",
		     why) &&
	       holds(is_schedule(&execution->schedule, threads), "a schedule",
		     why) &&
	       holds(are_events(execution), "an event", why) &&
	       holds(are_too_weak(execution), "an order", why) &&
	       holds(are_blocks(execution), "a block", why) &&
	       holds(are_links(execution), "a pointer to a block", why);
}

static bool is_note(const struct thread_note *note)
{
	return is_thread(note->thread, MAX_THREADS) && is_kind(note->kind);
}

/* Probabilities are of as many threads, and of as many steps. */
static bool is_random(const struct statistics *statistics)
{
	const struct random_statistics *random = &statistics->random;

	for (int i = 0; i < PCT_MAX_DEPTH; i++)
		if (random->counted[i] &&
		    (!statistics->threads || !random->length))
			return false;
	return is_bool(&random->chose);
}

static bool are_statistics(const struct statistics *statistics)
{
	return statistics->threads <= MAX_THREADS &&
	       statistics->complete_preemptions >= NO_PREEMPTIONS &&
	       is_note(&statistics->unfinished) &&
	       is_note(&statistics->unjoined) && is_bool(&statistics->weak) &&
	       is_bool(&statistics->endless) &&
	       is_bool(&statistics->no_input) &&
	       is_bool(&statistics->handlers) &&
	       is_bool(&statistics->estimate_low) &&
	       is_bool(&statistics->written_files) && is_random(statistics);
}

static bool is_large(const struct growth *growth)
{
	if (growth->word_count > GROWTH_WORDS || !is_bool(&growth->deepest) ||
	    !is_bool(&growth->ends_without_spurious))
		return false;
	for (uint32_t i = 0; i < growth->word_count; i++)
		if (!is_block(&growth->words[i].block) ||
		    (unsigned)growth->words[i].kind > GROWTH_RANDOM ||
		    !is_thread(growth->words[i].thread, MAX_THREADS))
			return false;
	return true;
}

static bool is_lock(const struct order_lock *lock)
{
	return is_block(&lock->block) && is_bool(&lock->shared);
}

static bool is_cycle(const struct order_cycle *cycle)
{
	if (cycle->count > ORDER_MAX_CYCLE)
		return false;
	for (uint32_t i = 0; i < cycle->count; i++) {
		const struct order_edge *edge = &cycle->edges[i];

		if (!is_thread(edge->thread, MAX_THREADS) ||
		    !is_lock(&edge->held) || !is_lock(&edge->wanted) ||
		    edge->all_count > HELD_MAX)
			return false;
	}
	return true;
}

static bool are_cycles(const struct outcome *outcome)
{
	if (outcome->cycle_count > ORDER_MAX_CYCLES)
		return false;
	for (uint32_t i = 0; i < outcome->cycle_count; i++)
		if (!is_cycle(&outcome->cycles[i]))
			return false;
	return true;
}

static bool is_hint(const struct hint *hint, uint32_t threads)
{
	if ((unsigned)hint->kind >= HINT_KIND_COUNT ||
	    hint->thread_count > HINT_THREADS)
		return false;
	for (uint32_t i = 0; i < hint->thread_count; i++)
		if (!is_thread(hint->threads[i], threads))
			return false;
	return true;
}

bool hints_are_sane(const struct hints *hints, uint32_t threads)
{
	if (hints->count > HINTS_MOST)
		return false;
	for (uint32_t i = 0; i < hints->count; i++)
		if (!is_hint(&hints->hint[i], threads))
			return false;
	return true;
}

/* Whole lines. */
static bool is_text(const struct text *text)
{
	return text->length == 0 || (text->bytes[text->length - 1] == '\n' &&
				     !memchr(text->bytes, 0, text->length));
}

bool outcome_is_sane(const struct outcome *outcome, const char **why)
{
	return holds((unsigned)outcome->limit < LIMIT_COUNT, "the limit",
		     why) &&
	       holds(are_statistics(&outcome->statistics), "the statistics",
		     why) &&
	       holds(is_large(&outcome->growth), "what makes it large", why) &&
	       holds(are_cycles(outcome), "a cycle of locks", why) &&
	       holds(is_text(&outcome->outcomes), "the outcomes", why) &&
	       holds(hints_are_sane(&outcome->hints,
				    outcome->failure.thread_count),
		     "a hint", why) &&
	       is_execution(&outcome->failure, why) &&
	       is_execution(&outcome->consequence, why);
}
