/* Semaphores and barriers at which threads wait: who took and posted, how many
 * have come. */
#include "report/facts/facts_parts.h"

static bool is_at(const struct step *step, uint64_t address)
{
	return step->address == address && !step->error && !step->waits;
}

static bool takes(const struct step *step)
{
	return step->kind == OP_SEM_WAIT || step->kind == OP_SEM_TRYWAIT;
}

/* The step from which on the object is what it is. */
static uint32_t beginning(const struct story *story, uint64_t address,
			  enum operation_kind init)
{
	for (uint32_t i = story->step_count; i > 0; i--)
		if (story->steps[i - 1].kind == init &&
		    is_at(&story->steps[i - 1], address))
			return i - 1;
	return 0;
}

/* The thread that alone has taken it more often than posted it, where nobody
 * has posted it more often: so it serves as a lock.  Else -1. */
static int taker_of(const struct story *story, uint64_t address)
{
	int balance[MAX_THREADS] = {0}, taker = -1;

	for (uint32_t i = beginning(story, address, OP_SEM_INIT);
	     i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (!is_at(step, address))
			continue;
		balance[step->thread] += takes(step);
		balance[step->thread] -= step->kind == OP_SEM_POST;
	}
	for (uint32_t i = 0; i < story->thread_count; i++) {
		if (balance[i] < 0 || (balance[i] > 0 && taker >= 0))
			return -1;
		if (balance[i] > 0)
			taker = (int)i;
	}
	return taker;
}

static void find_uses(const struct story *story, struct thread_fact *fact,
		      uint64_t address)
{
	for (uint32_t i = beginning(story, address, OP_SEM_INIT);
	     i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (is_at(step, address) && takes(step))
			fact->last_take = (int)i;
		if (is_at(step, address) && step->kind == OP_SEM_POST)
			fact->last_post = (int)i;
	}
}

static void find_parties(const struct story *story,
			 const struct execution *execution,
			 struct thread_fact *fact, uint64_t address)
{
	uint32_t init = beginning(story, address, OP_BARRIER_INIT);

	if (init < story->step_count &&
	    story->steps[init].kind == OP_BARRIER_INIT)
		fact->parties = story->steps[init].operand;
	fact->arrives_first = true;
	for (uint32_t i = 0; i < execution->thread_count; i++) {
		const struct thread_view *view = &execution->threads[i];

		if (view->status != THREAD_ALIVE || view->object != address ||
		    view->kind != OP_BARRIER_ASLEEP)
			continue;
		fact->arrived++;
		if (&story->threads[i] < fact)
			fact->arrives_first = false;
	}
}

void story_meet(struct story *story, const struct execution *execution,
		int thread)
{
	struct thread_fact *fact = &story->threads[thread];
	uint64_t address = execution->threads[thread].object;
	int taker;

	fact->last_take = fact->last_post = -1;
	if (fact->alive && fact->kind == OP_BARRIER_ASLEEP)
		find_parties(story, execution, fact, address);
	if (!fact->alive || fact->kind != OP_SEM_WAIT)
		return;
	find_uses(story, fact, address);
	taker = taker_of(story, address);
	if (story->class == FINDING_DEADLOCK && taker != thread && taker >= 0 &&
	    story->threads[taker].alive)
		fact->next = taker;
}
