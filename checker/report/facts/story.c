/* One execution as facts: its steps, threads and blocks. */
#include <string.h>

#include "base/alloc.h"
#include "machine/rules/rules.h"
#include "report/facts/facts_parts.h"
#include "report/facts/verb.h"

/* Whose names are asked for. */
struct teller {
	struct names *names;
	const struct execution *execution;
};

static struct place place_of(const struct teller *teller, uint64_t pc)
{
	return name_place(teller->names, teller->execution, pc);
}

static struct name name_of(const struct teller *teller, struct used_bytes used)
{
	return name_object(teller->names, teller->execution, used);
}

static struct value value_of(const struct teller *teller,
			     const struct event *event, uint64_t value,
			     bool unset)
{
	if (unset)
		return (struct value){.kind = VALUE_NEVER_SET, .bits = value};
	return name_value(teller->names, teller->execution,
			  (struct used_bytes){event->object, event->size,
					      event->pc, &event->frame},
			  value, &event->target);
}

static const char *order_name(const struct event *event)
{
	static const char *const names[] = {
		[ORDER_RELAXED] = "relaxed", [ORDER_CONSUME] = "consume",
		[ORDER_ACQUIRE] = "acquire", [ORDER_RELEASE] = "release",
		[ORDER_ACQ_REL] = "acq_rel", [ORDER_SEQ_CST] = "seq_cst"};

	return operation_is(event->kind, TRAIT_ORDER) ? names[event->order]
						      : NULL;
}

/* Creation of threads and the like is told with the threads; the steps of a
 * search that only start a thread tell nothing. */
static bool is_shown(const struct event *event)
{
	return event->kind != OP_START &&
	       (event->kind != OP_PAUSE || event->local) && !event->unreported;
}

static bool names_its_object(const struct event *event)
{
	return event->object && !operation_is(event->kind, TRAIT_THREAD);
}

static struct step make_step(const struct teller *teller,
			     const struct event *event)
{
	struct step step = {.decision = event->decision,
			    .thread = event->thread,
			    .other = event->other,
			    .error = event->error,
			    .kind = event->kind,
			    .operation = operation_traits[event->kind].name,
			    .verb = verb_of(event),
			    .order = order_name(event),
			    .place = place_of(teller, event->pc),
			    .pc = event->pc,
			    .address = event->object,
			    .operand = event->operand,
			    .old_bits = event->before,
			    .new_bits = event->after,
			    .size = event->size,
			    .alternative = event->alternative,
			    .write = event->write,
			    .waits = event->waits,
			    .quiet = event->unreported,
			    .local = event->local,
			    .fails = event->fails};

	if (names_its_object(event))
		step.object = name_of(
			teller,
			(struct used_bytes){
				event->object,
				name_extent(teller->names, teller->execution,
					    event->kind, event->object,
					    event->size),
				event->pc, &event->frame});
	if (event->has_before)
		step.before = value_of(teller, event, event->before,
				       event->before_unset);
	if (event->has_after)
		step.after = value_of(teller, event, event->after,
				      event->after_unset);
	if (event->has_expected)
		step.expected = value_of(teller, event, event->expected, false);
	return step;
}

/* The frame of the local variable at the address, from a step that used it;
 * NULL when there is none. */
static const struct event_frame *frame_of(const struct execution *execution,
					  uint64_t address)
{
	for (uint32_t i = execution->event_count; i > 0; i--) {
		const struct event *event = &execution->events[i - 1];

		if (event->object == address && event->frame.cfa)
			return &event->frame;
	}
	return NULL;
}

/* The access that completes the race is not made any more: it is the last
 * step. */
static void add_racing_step(struct story *story, const struct teller *teller)
{
	const struct access *access = &teller->execution->finding.second;
	struct event event = {.pc = access->pc,
			      .object = access->address,
			      .size = access->size,
			      .thread = access->thread,
			      .other = -1,
			      .kind = access->write ? OP_WRITE : OP_READ};
	const struct event_frame *frame =
		frame_of(teller->execution, access->address);
	struct step *step = &story->steps[story->step_count];

	if (access->release || access->atomic)
		return;
	if (frame)
		event.frame = *frame;
	*step = make_step(teller, &event);
	step->number = story->steps_shown + 1;
	step->completes_race = true;
	story->step_count++;
}

/* The event that is the first access of a race; or that of none. */
static uint32_t first_access(const struct execution *execution)
{
	const struct access *access = &execution->finding.first;

	if (!finding_is_race(execution->finding.class))
		return UINT32_MAX;
	for (uint32_t i = execution->event_count; i > 0; i--) {
		const struct event *event = &execution->events[i - 1];

		if (event->thread == access->thread &&
		    event->pc == access->pc && event->local &&
		    access->address - event->object < event->size)
			return i - 1;
	}
	return UINT32_MAX;
}

static void make_steps(struct story *story, const struct teller *teller)
{
	const struct execution *execution = teller->execution;
	uint32_t loop = execution->schedule.loop;
	/* What the thread of a race's first access goes on to do with no
	 * operation in between makes no difference. */
	uint32_t first = first_access(execution);
	bool beside = false;

	story->has_loop = loop != 0;
	story->loop = execution->event_count;
	story->steps =
		mem_alloc((execution->event_count + 1) * sizeof *story->steps);
	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		story->steps[i] = make_step(teller, event);
		beside &= event->local ||
			  event->thread != execution->finding.first.thread;
		if (is_shown(event) &&
		    !(beside &&
		      event->thread == execution->finding.first.thread))
			story->steps[i].number = ++story->steps_shown;
		beside |= i == first;
		if (loop && event->decision == loop + 1 && i < story->loop)
			story->loop = i;
	}
	story->step_count = execution->event_count;
}

/* The last sleep or yield of the access's thread before the access; when the
 * access is not recorded it is the last thing that happens. */
static int pause_before(const struct execution *execution,
			const struct access *access)
{
	int pause = -1, before = -1;

	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		if (event->thread != access->thread)
			continue;
		if (event->kind == OP_PAUSE && event->local)
			pause = (int)i;
		else if (event->pc == access->pc)
			before = pause;
	}
	return access == &execution->finding.second ? pause : before;
}

static struct access_fact make_access(const struct teller *teller,
				      const struct access *access)
{
	const struct event_frame *frame =
		frame_of(teller->execution, access->address);
	struct used_bytes used = {access->address, access->size, access->pc,
				  frame};
	struct name object = name_of(teller, used);

	return (struct access_fact){
		.thread = access->thread,
		.pause = pause_before(teller->execution, access),
		.write = access->write,
		.atomic = access->atomic,
		.release = access->release,
		.leaves = access->release && (object.kind == NAME_VARIABLE ||
					      object.kind == NAME_STACK ||
					      object.kind == NAME_THREAD_LOCAL),
		.object = object,
		.place = place_of(teller, access->pc)};
}

static void make_race(struct story *story, const struct teller *teller)
{
	const struct finding *finding = &teller->execution->finding;

	story->accesses[0] = make_access(teller, &finding->first);
	story->accesses[1] = make_access(teller, &finding->second);
	story->object = story->accesses[1].object;
	story->is_volatile = name_is_volatile(teller->names, teller->execution,
					      finding->address);
	add_racing_step(story, teller);
}

static void make_object(struct story *story, const struct teller *teller)
{
	const struct finding *finding = &teller->execution->finding;
	bool lost = finding->class == FINDING_LOST_WAKEUP;
	uint64_t size = finding->size ? finding->size : 1;

	if (finding->class == FINDING_BAD_FREE ||
	    finding->class == FINDING_LEAK)
		size = name_extent(teller->names, teller->execution, OP_FREE,
				   finding->address, 1);
	if (finding->address)
		story->object = name_of(
			teller,
			(struct used_bytes){
				finding->address,
				lost ? operation_extent(OP_ASLEEP, 0) : size,
				finding->pc, &teller->execution->frame});
}

static void make_blocks(struct story *story, const struct teller *teller)
{
	const struct execution *execution = teller->execution;

	story->block_count = execution->block_count;
	story->blocks =
		mem_alloc((story->block_count + 1) * sizeof *story->blocks);
	for (uint32_t i = 1; i < execution->block_count; i++) {
		const struct block *block = &execution->blocks[i];

		story->blocks[i] = (struct block_fact){
			.size = block->size,
			.thread = block->thread,
			.free_thread = block->free_thread,
			.name = name_block(teller->names, execution, i),
			.place = place_of(teller, block->pc),
			.free_place = place_of(teller, block->free_pc),
			.channel = block->internal,
			.freed = !block->live && !block->internal};
	}
}

void story_scene(struct story *story, struct names *names,
		 const struct execution *execution)
{
	struct teller teller = {names, execution};

	story->thread_count = execution->thread_count;
	story->threads =
		mem_alloc((story->thread_count + 1) * sizeof *story->threads);
	for (uint32_t i = 0; i < execution->thread_count; i++)
		story->threads[i] = (struct thread_fact){
			.function =
				name_function(names, execution,
					      execution->threads[i].function)};
	make_blocks(story, &teller);
}

void story_make(struct story *story, struct names *names,
		const struct execution *execution)
{
	const struct finding *finding = &execution->finding;
	struct teller teller = {names, execution};

	if (finding->class == FINDING_NONE)
		return;
	story->class = finding->class;
	story->class_name = finding_class_name(finding->class);
	story->what = finding->what;
	story->thread = finding->thread;
	story->place = place_of(&teller, finding->pc);
	story->output = execution->output;
	story->output_length = execution->output_length;
	story->output_lost = execution->output_lost;
	story_scene(story, names, execution);
	make_steps(story, &teller);
	if (finding_is_race(finding->class))
		make_race(story, &teller);
	else
		make_object(story, &teller);
	story_held(story, execution);
	story_waits(story, names, execution);
	story_looks(story);
}
