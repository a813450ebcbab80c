/* Replaying a schedule with recording on. */
#include "explore/execution.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "explore/explore.h"
#include "explore/repeat.h"
#include "explore/levels/levels.h"
#include "explore/too_weak.h"
#include "machine/cancel.h"
#include "machine/learn/sleeps.h"
#include "machine/rules/channel.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"
#include "machine/stuck.h"

void schedule_add(struct schedule *schedule, struct decision decision)
{
	if (schedule->count == schedule->room) {
		schedule->room = schedule->room * 2 + 64;
		schedule->decisions = mem_resize(
			schedule->decisions, schedule->room * sizeof decision);
	}
	schedule->decisions[schedule->count++] = decision;
}

void schedule_free(struct schedule *schedule)
{
	mem_free(schedule->decisions);
	*schedule = (struct schedule){0};
}

void execution_free(struct execution *execution)
{
	schedule_free(&execution->schedule);
	mem_free(execution->shared);
	mem_free(execution->events);
	mem_free(execution->threads);
	mem_free(execution->blocks);
	mem_free(execution->links);
	mem_free(execution->output);
}

/* A trace says so where a thread was cancelled. */
static unsigned kind_of(const struct machine *machine, struct decision decision)
{
	return cancel_is_way(machine, decision.thread,
			     (int)decision.alternative) &&
			       decision.kind == OP_CANCELLED
		       ? OP_CANCELLED
		       : machine->threads[decision.thread].op.kind;
}

bool decision_fits(const struct machine *machine, struct decision decision)
{
	return !machine_over(machine) && decision.thread >= 0 &&
	       decision.thread < machine->thread_count &&
	       kind_of(machine, decision) == decision.kind &&
	       (int64_t)decision.alternative <
		       machine_alternatives(machine, decision.thread, true);
}

uint32_t schedule_preemptions(const struct schedule *schedule,
			      struct machine *machine, int argc,
			      char *const *argv, struct machine_mode mode)
{
	uint32_t count = 0;
	int last = -1;

	machine_start(machine, mode, argc, argv);
	for (uint32_t i = 0; i < schedule->count; i++) {
		struct decision decision = schedule->decisions[i];

		if (!decision_fits(machine, decision))
			break;
		count += explore_is_preemption(machine, last, decision.thread);
		last = decision.thread;
		machine_step(machine, last, (int)decision.alternative);
	}
	return count;
}

static const struct object *wanted(const struct machine *machine,
				   const struct thread_view *view)
{
	enum object_kind kind = operation_rules[view->kind]->waits_for;

	return kind == OBJECT_NONE ? NULL
				   : object_find(machine, view->object, kind);
}

/* Who holds what the thread waits for, and where it was taken.  Of several that
 * read, one that will not let go. */
static void view_holder(const struct machine *machine, int thread,
			const bool *stuck, struct thread_view *view)
{
	const struct object *lock = wanted(machine, view);

	view->holder = -1;
	for (int i = 0; i < machine->thread_count; i++) {
		if (!stuck_needs(machine, thread, i))
			continue;
		if (view->holder < 0 || stuck[i] ||
		    machine->threads[i].status == THREAD_FINISHED)
			view->holder = (int16_t)i;
	}
	if (lock && lock->owner == view->holder)
		view->holder_pc = lock->pc;
	view->behind =
		view->kind == OP_RDLOCK && lock && lock->owner != view->holder;
}

/* Cases without a channel are left out. */
static void view_cases(const struct machine *machine, int thread,
		       struct thread_view *view)
{
	struct select_case at;

	memset(view->cases, 0, sizeof view->cases);
	view->case_count = 0;
	if (view->kind != OP_SELECT)
		return;
	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++) {
		if (!at.channel)
			continue;
		if (view->case_count < VIEW_CASES)
			view->cases[view->case_count] = (struct view_case){
				at.channel, at.operation == CASE_SEND
						    ? OP_SEND
						    : OP_RECEIVE};
		view->case_count++;
	}
}

static void view_threads(struct execution *execution,
			 const struct machine *machine)
{
	bool stuck[MAX_THREADS];

	stuck_for_ever(machine, stuck);
	execution->thread_count = (uint32_t)machine->thread_count;
	execution->threads =
		mem_alloc(execution->thread_count * sizeof *execution->threads);
	for (int i = 0; i < machine->thread_count; i++) {
		const struct thread *thread = &machine->threads[i];
		struct thread_view *view = &execution->threads[i];

		view->function = thread->function;
		view->create_pc = thread->create_pc;
		view->creator = thread->creator;
		view->status = thread->status;
		view->kind = thread->op.kind;
		view->object = thread->op.object;
		view->operand = thread->op.operand;
		view->pc = thread_pc(machine, i);
		view->frame = memory_frame(machine, thread->op.object);
		view->stuck = stuck[i];
		view_holder(machine, i, stuck, view);
		view_cases(machine, i, view);
	}
}

static int by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void add_shared(struct execution *execution,
		       const struct machine *machine, uint64_t word)
{
	size_t size =
		(execution->shared_count + 1u) * sizeof *execution->shared;
	uint64_t offset = word - region_base(&machine->region);

	if (!memory_shared(machine, word))
		return;
	execution->shared = mem_resize(execution->shared, size);
	execution->shared[execution->shared_count++] =
		offset |
		(memory_followed(machine, word) ? 0 : EXECUTION_GUARDED);
}

/* The shared words that recorded accesses touched, and what stands for the time
 * if it is followed; in order, each once. */
static void note_shared(struct execution *execution,
			const struct machine *machine)
{
	uint32_t kept = 0;

	mem_free(execution->shared);
	execution->shared = NULL;
	execution->shared_count = 0;
	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];
		uint64_t word = event->object & ~(uint64_t)7;

		for (; event->size && word < event->object + event->size;
		     word += 8)
			add_shared(execution, machine, word);
	}
	for (uint64_t at = execution->finding.address & ~(uint64_t)7;
	     at < execution->finding.address + execution->finding.size; at += 8)
		add_shared(execution, machine, at);
	add_shared(execution, machine, sleeps_word(machine));
	if (execution->shared_count)
		qsort(execution->shared, execution->shared_count,
		      sizeof *execution->shared, by_value);
	for (uint32_t i = 0; i < execution->shared_count; i++)
		if (!kept ||
		    execution->shared[kept - 1] != execution->shared[i])
			execution->shared[kept++] = execution->shared[i];
	execution->shared_count = kept;
}

static void *copy_of(const void *from, size_t size)
{
	void *copy = mem_alloc(size);

	if (size)
		memcpy(copy, from, size);
	return copy;
}

static void take_results(struct execution *execution,
			 const struct machine *machine,
			 const struct event_log *log)
{
	execution->finding = machine->finding;
	execution->frame = memory_frame(machine, execution->finding.address);
	execution->base = region_base(&machine->region);
	execution->event_count = log->count;
	execution->events =
		copy_of(log->events, log->count * sizeof *log->events);
	view_threads(execution, machine);
	note_shared(execution, machine);
	execution->block_count = (uint32_t)machine->block_count + 1;
	execution->blocks =
		copy_of(machine->blocks,
			execution->block_count * sizeof *execution->blocks);
	execution->output_length = (uint32_t)machine->sums.output_length;
	execution->output = copy_of(machine->output, execution->output_length);
	execution->output_lost = machine->sums.output_lost;
}

static void take_links(struct execution *execution, struct links *links)
{
	links_end(links);
	execution->links = links->items;
	execution->link_count = links->count;
	execution->links_cut = links->cut;
}

/* What the values of an event point to. */
static void follow_values(const struct machine *machine, struct event *event,
			  struct links *links)
{
	if (event->size != 8)
		return;
	event->target = memory_frame(machine, event->after);
	if (!event->target.pc)
		event->target = memory_frame(machine, event->before);
	links_note(links, machine, event->object, event->before, &event->frame);
	links_note(links, machine, event->object, event->after, &event->frame);
}

/* What is needed for names, after a step whose first event is this one. */
static void follow_step(const struct machine *machine, struct event_log *log,
			uint32_t first, struct links *links)
{
	for (uint32_t i = first; i < log->count; i++)
		follow_values(machine, &log->events[i], links);
	links_look(links, machine);
}

/* At the end of the schedule: is what it should have shown there? */
static void judge_end(struct machine *machine, const struct repeat *repeat)
{
	if (machine_over(machine))
		return;
	if (explore_is_stuck(machine))
		machine_deadlock(machine);
	else if (repeat_is_fair(repeat, machine))
		machine_livelock(machine);
}

uint32_t execution_replay(struct execution *execution, struct machine *machine,
			  int argc, char *const *argv, bool follow)
{
	const struct schedule *schedule = &execution->schedule;
	struct event_log log = {0};
	struct repeat repeat = {0};
	struct links links = {.machine = machine};
	uint32_t i;

	log.look = links_look_soon;
	log.context = &links;

	for (i = 0; follow && i < execution->shared_count; i++) {
		uint64_t guarded = execution->shared[i] & EXECUTION_GUARDED;

		memory_share(machine, execution->shared[i] - guarded, !guarded);
	}
	machine_start(machine, execution->mode, argc, argv);
	machine->events = &log;
	for (i = 0; i < schedule->count && !machine_over(machine); i++) {
		struct decision decision = schedule->decisions[i];
		uint32_t first = log.count;

		if (!decision_fits(machine, decision))
			break;
		if (schedule->loop && i >= schedule->loop)
			repeat_step(&repeat, machine, decision);
		links.now = i + 1;
		machine_step(machine, decision.thread,
			     (int)decision.alternative);
		log.events[first].decision = i + 1;
		follow_step(machine, &log, first, &links);
	}
	machine->events = NULL;
	judge_end(machine, &repeat);
	take_results(execution, machine, &log);
	take_links(execution, &links);
	mem_free(log.events);
	if (finding_is_race(execution->finding.class))
		too_weak_find(execution, machine, argc, argv);
	return i;
}
