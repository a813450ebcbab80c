/* Who holds which locks, by the steps of the story. */
#include <errno.h>

#include "report/facts/facts_parts.h"

/* More are not followed. */
#define MAX_HELD 32u

/* Locks of one thread: the steps that took them, and how often. */
struct held_steps {
	uint32_t steps[MAX_HELD], depths[MAX_HELD];
	uint32_t count;
};

static bool takes(const struct step *step)
{
	if (step->kind == OP_RELOCK)
		return step->error != ENOTRECOVERABLE;
	return operation_is(step->kind, TRAIT_TAKES) && !step->waits &&
	       (!step->error || step->error == EOWNERDEAD);
}

/* The lock that its thread lets go of; 0: none. */
static uint64_t let_go(const struct step *step)
{
	if (step->error)
		return 0;
	switch (step->kind) {
	case OP_UNLOCK:
	case OP_RWUNLOCK:
	case OP_MUTEX_INIT:
	case OP_MUTEX_DESTROY:
		return step->address;
	case OP_WAIT:
		return step->operand;
	default:
		return 0;
	}
}

static uint32_t find(const struct story *story, const struct held_steps *held,
		     uint64_t address)
{
	uint32_t i = 0;

	while (i < held->count &&
	       story->steps[held->steps[i]].address != address)
		i++;
	return i;
}

static void take(const struct story *story, struct held_steps *held,
		 uint32_t step)
{
	uint32_t at = find(story, held, story->steps[step].address);

	if (at < held->count) {
		held->depths[at]++;
	} else if (at < MAX_HELD) {
		held->steps[at] = step;
		held->depths[at] = 1;
		held->count++;
	}
}

static void drop(const struct story *story, struct held_steps *held,
		 uint64_t address)
{
	uint32_t at = find(story, held, address);

	if (at == held->count || --held->depths[at] > 0)
		return;
	held->count--;
	for (; at < held->count; at++) {
		held->steps[at] = held->steps[at + 1];
		held->depths[at] = held->depths[at + 1];
	}
}

static struct held_steps held_before(const struct story *story, int thread,
				     uint32_t step)
{
	struct held_steps held = {.count = 0};

	for (uint32_t i = 0; i < step; i++) {
		const struct step *at = &story->steps[i];
		uint64_t gone = let_go(at);

		if (at->thread != thread)
			continue;
		if (takes(at))
			take(story, &held, i);
		else if (gone)
			drop(story, &held, gone);
	}
	return held;
}

static struct lock_fact lock_of(const struct step *step)
{
	return (struct lock_fact){.name = step->object,
				  .place = step->place,
				  .address = step->address,
				  .reading = step->kind == OP_RDLOCK ||
					     step->kind == OP_TRYRDLOCK};
}

uint32_t story_locks(const struct story *story, int thread, uint32_t step,
		     struct lock_fact locks[LOCKS_SHOWN])
{
	struct held_steps held = held_before(story, thread, step);

	for (uint32_t i = 0; i < held.count && i < LOCKS_SHOWN; i++)
		locks[i] = lock_of(&story->steps[held.steps[i]]);
	return held.count;
}

/* May accesses before and after the step belong to one class of the race
 * detector, of which it remembers the first? */
static bool passes_nothing_on(const struct step *step)
{
	return step->local || operation_is(step->kind, TRAIT_PLAIN) ||
	       operation_is(step->kind, TRAIT_TAKES) || step->kind == OP_LOAD ||
	       step->kind == OP_JOIN;
}

static bool is_access(const struct step *step, const struct access *access)
{
	return step->thread == access->thread && step->pc == access->pc &&
	       step->address < access->address + access->size &&
	       access->address < step->address + step->size;
}

/* The step that is the first access of the race; false: it has none. */
static bool first_access(const struct story *story, const struct access *access,
			 uint32_t *step)
{
	bool found = false;

	for (uint32_t i = story->step_count; i > 0; i--) {
		const struct step *at = &story->steps[i - 1];

		if (at->completes_race || at->thread != access->thread)
			continue;
		if (found && !passes_nothing_on(at))
			break;
		if (!is_access(at, access))
			continue;
		*step = i - 1;
		found = true;
	}
	return found;
}

static void hold_at(struct story *story, struct access_fact *fact,
		    uint32_t step)
{
	fact->locks_known = true;
	fact->lock_count = story_locks(story, fact->thread, step, fact->locks);
}

/* A function ends with whole words of its variables: which of them it is about,
 * the other access tells. */
static void name_by_first(struct story *story, const struct step *first)
{
	const struct access_fact *second = &story->accesses[1];

	if (second->leaves)
		story->object = story->accesses[0].object =
			story->accesses[1].object = first->object;
}

static void find_race(struct story *story, const struct execution *execution)
{
	uint32_t step;

	if (first_access(story, &execution->finding.first, &step)) {
		hold_at(story, &story->accesses[0], step);
		name_by_first(story, &story->steps[step]);
	}
	hold_at(story, &story->accesses[1], story->step_count);
	story->too_weak_count = execution->too_weak_count;
	for (uint32_t i = 0; i < story->too_weak_count; i++) {
		const struct too_weak *from = &execution->too_weak[i];

		story->too_weak[i] = (struct too_weak_fact){
			from->event, from->acquire, from->release};
	}
}

/* The last step is the one that is wrong: it has taken nothing. */
static void find_taker(struct story *story, uint64_t address)
{
	uint32_t end = story->step_count ? story->step_count - 1 : 0;

	for (uint32_t i = 0; i < story->thread_count; i++) {
		struct held_steps held = held_before(story, (int)i, end);
		uint32_t at = find(story, &held, address);

		if (at == held.count)
			continue;
		story->taker = (int)i;
		story->taken = lock_of(&story->steps[held.steps[at]]);
	}
}

void story_held(struct story *story, const struct execution *execution)
{
	const struct finding *finding = &execution->finding;

	story->taker = -1;
	if (finding_is_race(finding->class))
		find_race(story, execution);
	else if (finding->class == FINDING_SELF_DEADLOCK ||
		 finding->class == FINDING_BAD_UNLOCK ||
		 finding->class == FINDING_DESTROY_IN_USE)
		find_taker(story, finding->address);
}
