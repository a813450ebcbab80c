/* One step, from one decision to the next:
 *
 *   perform   the rule of the thread's operation changes objects and memory,
 *             and says who may run on (the queue)
 *   run       each of these runs, alone, up to its next operation; a thread
 *             whose function has returned ends
 *   settle    what changed in memory and in threads goes to the undo log and
 *             to the fingerprint
 *   tell      footprints learn what the threads ask for now
 *
 * Only then are threads asked for again, so a rule sees no half of a step. */
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "machine/learn/ends.h"
#include "machine/learn/footprint.h"
#include "machine/thread/library.h"
#include "machine/machine.h"
#include "machine/memory/memory.h"
#include "machine/cancel.h"
#include "machine/rules/rules.h"
#include "machine/stuck.h"
#include "machine/memory/unset.h"

/* What is about to happen, for the record; its index, or -1. */
static int begin_event(struct machine *machine, int thread, int alternative,
		       unsigned kind)
{
	const struct operation *op = &machine->threads[thread].op;
	struct event *event;

	if (!machine->events)
		return -1;
	library_note_thread(machine, thread);
	event = event_add(machine->events);
	event->thread = (int16_t)thread;
	event->kind = (uint16_t)kind;
	event->order = op->order;
	event->pc = thread_pc(machine, thread);
	event->object = op->object;
	event->operand = op->operand;
	event->size = op->size;
	event->alternative = (uint32_t)alternative;
	event->write = operation_is(op->kind, TRAIT_WRITES);
	event->expected = op->expected.low;
	event->has_expected = op->kind == OP_COMPARE_EXCHANGE &&
			      !op->in_memory && op->size <= 8;
	event->frame = memory_frame(machine, op->object);
	event->unreported = library_hides(machine, event);
	return (int)machine->events->count - 1;
}

static bool has_value(const struct event *event)
{
	return event->size && event->size <= 8 &&
	       operation_is(event->kind, TRAIT_VALUE);
}

/* A compare-exchange that fails is a load, with an order of its own. */
static void note_failure(const struct machine *machine, struct event *event)
{
	event->fails = event->kind == OP_COMPARE_EXCHANGE && machine->in_vain;
	if (!event->fails)
		return;
	event->write = false;
	event->order = machine->threads[event->thread].op.failure_order;
}

static void end_event(struct machine *machine, int index, uint64_t before)
{
	struct event *event;

	if (index < 0)
		return;
	event = &machine->events->events[index];
	event->other = (int16_t)machine->other;
	event->error = (int16_t)machine->error;
	event->object = machine->shown_object;
	event->operand = machine->shown_operand;
	note_failure(machine, event);
	if (!has_value(event) || machine->finding.class != FINDING_NONE)
		return;
	event->before = before;
	event->has_before = true;
	if (event->write && operation_is(event->kind, TRAIT_PLAIN)) {
		machine->events->pending = (uint32_t)index + 1;
		return;
	}
	event->after = memory_get(event->object, event->size).low;
	event->has_after = event->write;
}

/* The write that the thread stated last may not have happened yet. */
static void begin_written(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];
	struct range write = thread->announced;

	thread_save(machine, slot);
	thread->announced = (struct range){0, 0};
	if (write.size)
		memory_touch(machine, write.address, write.size);
	else if (thread->op.kind == OP_WRITE)
		write = (struct range){thread->op.object, thread->op.size};
	machine->written = write;
}

static void run_queue(struct machine *machine)
{
	for (int i = 0; i < machine->queued && !machine_over(machine); i++) {
		int thread = machine->queue[i];
		const struct operation *op = &machine->threads[thread].op;
		bool begins = op->kind == OP_START;

		begin_written(machine, thread);
		thread_run(machine, thread);
		machine->moved[thread / 64] |= (uint64_t)1 << thread % 64;
		memory_settle_event(machine);
		/* Only a join sees the end, unless the model has calls that
		 * tell whether a thread has ended. */
		if (op->kind != OP_FINISH || machine->mode.oracle ||
		    machine->needs.sees_ends || machine_over(machine))
			continue;
		if (last_thread_exits(machine, thread)) {
			i--;
			continue;
		}
		thread_finish(machine, thread, op->operand);
		machine->threads[thread].at_once = begins;
	}
}

/* In a straight execution the step that began with it goes on. */
static void begin_saving(struct machine *machine, int thread)
{
	machine->stamp++;
	race_step(machine->race);
	undo_save(&machine->undo, &machine->sums,
		  offsetof(struct machine_sums, blocks));
	thread_save(machine, thread);
}

static void arrive(struct machine *machine, int slot, uint32_t from)
{
	uint32_t before = machine->threads[slot].place;
	struct uses uses;

	if (machine->threads[slot].status == THREAD_ALIVE &&
	    !machine_alone(machine))
		rule_uses(machine, slot, &uses);
	footprint_arrive(machine, slot, from, &uses);
	if (machine->threads[slot].place != before)
		machine->moved[slot / 64] |= (uint64_t)1 << slot % 64;
}

static void arrive_all(struct machine *machine, uint32_t from)
{
	for (int word = 0; word < MAX_THREADS / 64; word++)
		for (uint64_t bits = machine->changed[word]; bits;
		     bits &= bits - 1)
			arrive(machine, word * 64 + __builtin_ctzll(bits),
			       from);
}

static uint64_t value_before(const struct machine *machine, int index)
{
	struct event *event;

	if (index < 0)
		return 0;
	event = &machine->events->events[index];
	if (!has_value(event) || !region_has(&machine->region, event->object))
		return 0;
	event->before_unset = unset_all(machine, event->object, event->size);
	return memory_get(event->object, event->size).low;
}

void machine_step(struct machine *machine, int thread, int alternative)
{
	unsigned kind =
		cancel_acts(machine, thread) &&
				cancel_is_way(machine, thread, alternative)
			? OP_CANCELLED
			: op_of(machine, thread)->kind;
	const struct rule *rule = operation_rules[kind];
	int event = begin_event(machine, thread, alternative, kind);
	uint64_t before = value_before(machine, event);
	uint32_t from = machine->threads[thread].place;
	enum performed performed;

	must_hold(rule->perform && !machine_over(machine));
	machine->step++;
	machine->stepped = thread;
	machine->queued = 0;
	machine->other = -1;
	machine->error = 0;
	machine->in_vain = false;
	machine->saw_keys = false;
	machine->shown_object = op_of(machine, thread)->object;
	machine->shown_operand = op_of(machine, thread)->operand;
	if (!machine->mode.straight)
		begin_saving(machine, thread);
	performed = rule->perform(machine, thread, alternative);
	if (machine->ended) {
		ends_note(machine, thread);
		stuck_at_end(machine, thread);
	}
	if (event >= 0)
		machine->events->events[event].waits =
			performed == PERFORMED_STAY && !machine->ended &&
			op_of(machine, thread)->kind ==
				machine->events->events[event].kind;
	end_event(machine, event, before);
	if (performed == PERFORMED_RUN)
		machine->queue[machine->queued++] = thread;
	memset(machine->moved, 0, sizeof machine->moved);
	run_queue(machine);
	unset_settle(machine, thread, 0);
	memory_settle(machine);
	if (machine->mode.footprints)
		arrive_all(machine, from);
	memset(machine->changed, 0, sizeof machine->changed);
	if (!machine->mode.straight)
		thread_settle(machine);
	if (machine->alive == 0 && !machine_over(machine))
		machine->ended = true;
	if (!race_complete(machine->race) && machine->limit == LIMIT_NONE)
		machine->limit = LIMIT_KNOWLEDGE;
}
