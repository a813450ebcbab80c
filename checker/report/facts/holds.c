/* Who holds which lock. */
#include "report/facts/holds.h"

#include <errno.h>

#include "base/alloc.h"

uint64_t hold_taken(const struct step *step)
{
	switch (step->kind) {
	case OP_RELOCK:
		return step->address;
	case OP_LOCK:
	case OP_TRYLOCK:
	case OP_TIMEDLOCK:
	case OP_RDLOCK:
	case OP_TRYRDLOCK:
	case OP_WRLOCK:
	case OP_TRYWRLOCK:
		return step->error && step->error != EOWNERDEAD ? 0
								: step->address;
	default:
		return 0;
	}
}

uint64_t hold_released(const struct step *step)
{
	switch (step->kind) {
	case OP_WAIT:
		return step->operand;
	case OP_UNLOCK:
	case OP_RWUNLOCK:
		return step->error ? 0 : step->address;
	default:
		return 0;
	}
}

static void add_hold(struct lock_holds *holds, struct lock_hold hold)
{
	if (holds->count == holds->room) {
		holds->room = holds->room ? holds->room * 2 : 16;
		holds->holds =
			mem_resize(holds->holds, holds->room * sizeof hold);
	}
	holds->holds[holds->count++] = hold;
}

/* What the thread took last, of the address, and still has, ends here. */
static void end_hold(struct lock_holds *holds, const struct story *story,
		     uint32_t to, uint64_t address)
{
	for (uint32_t i = holds->count; i > 0; i--) {
		struct lock_hold *hold = &holds->holds[i - 1];

		if (hold->to != story->step_count ||
		    hold->thread != story->steps[to].thread ||
		    hold_taken(&story->steps[hold->from]) != address)
			continue;
		hold->to = to;
		return;
	}
}

void holds_make(struct lock_holds *holds, const struct story *story,
		uint32_t first)
{
	for (uint32_t i = first; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (hold_released(step))
			end_hold(holds, story, i, hold_released(step));
		if (hold_taken(step))
			add_hold(holds,
				 (struct lock_hold){
					 .thread = step->thread,
					 .reading = step->kind == OP_RDLOCK ||
						    step->kind == OP_TRYRDLOCK,
					 .from = i,
					 .to = story->step_count});
	}
}

void holds_free(struct lock_holds *holds)
{
	mem_free(holds->holds);
	*holds = (struct lock_holds){0};
}
