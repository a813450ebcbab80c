/* Edges: which write a read sees, and whether that orders the two.
 *
 * A write is released by its own order, or by a release fence before it in its
 * thread; a read that sees it, or sees an update behind it, is ordered after
 * it when it acquires itself, else from the next acquire fence of its thread
 * on (ISO C 5.1.2.4, 7.17.4). */
#include <string.h>

#include "report/facts/weave.h"

static const struct step *step_at(const struct weave *weave, uint32_t index)
{
	return &weave->story->steps[index];
}

static bool is_one_of(const char *order, const char *a)
{
	return order &&
	       (strcmp(order, a) == 0 || strcmp(order, "acq_rel") == 0 ||
		strcmp(order, "seq_cst") == 0);
}

static bool acquires(const struct step *step)
{
	return is_one_of(step->order, "acquire") ||
	       is_one_of(step->order, "consume");
}

/* The step that completes a race is not made any more. */
static bool reads(const struct step *step)
{
	switch (step->kind) {
	case OP_LOAD:
	case OP_UPDATE:
	case OP_COMPARE_EXCHANGE:
		return true;
	case OP_READ:
		return !step->completes_race;
	default:
		return false;
	}
}

static bool writes(const struct step *step)
{
	switch (step->kind) {
	case OP_STORE:
	case OP_UPDATE:
		return true;
	case OP_COMPARE_EXCHANGE:
		return !step->fails;
	case OP_WRITE:
		return !step->completes_race;
	case OP_COPY:
	case OP_SET:
		return true;
	default:
		return false;
	}
}

static bool overlap(const struct step *a, const struct step *b)
{
	return a->address < b->address + b->size &&
	       b->address < a->address + a->size;
}

/* The index + 1 of the last write before `index` to what is used there; 0:
 * none. */
static uint32_t write_before(const struct weave *weave, uint32_t index)
{
	for (uint32_t i = index; i > weave->first; i--)
		if (writes(step_at(weave, i - 1)) &&
		    overlap(step_at(weave, i - 1), step_at(weave, index)))
			return i;
	return 0;
}

static bool is_released(const struct weave *weave, uint32_t index)
{
	const struct step *write = step_at(weave, index);

	if (!write->order)
		return false;
	if (is_one_of(write->order, "release"))
		return true;
	for (uint32_t i = index; i > weave->first; i--) {
		const struct step *step = step_at(weave, i - 1);

		if (step->thread == write->thread && step->kind == OP_FENCE &&
		    is_one_of(step->order, "release"))
			return true;
	}
	return false;
}

/* Whatever was released in the sequence of updates that ends with what `read`
 * sees orders `to`. */
static void weave_released(struct weave *weave, uint32_t read, uint32_t to)
{
	uint32_t at = write_before(weave, read);

	while (at) {
		if (is_released(weave, at - 1))
			weave_edge(weave, at - 1, to, EDGE_SYNCHRONISES);
		if (!reads(step_at(weave, at - 1)))
			break;
		at = write_before(weave, at - 1);
	}
}

/* What the thread has read since its last such fence. */
static void weave_fence(struct weave *weave, uint32_t to)
{
	for (uint32_t i = to; i > weave->first; i--) {
		const struct step *step = step_at(weave, i - 1);

		if (step->thread != step_at(weave, to)->thread)
			continue;
		if (step->kind == OP_FENCE && acquires(step))
			return;
		if (reads(step) && step->order)
			weave_released(weave, i - 1, to);
	}
}

void weave_reads(struct weave *weave, uint32_t to)
{
	const struct step *step = step_at(weave, to);
	uint32_t write, count = weave->edges->count;

	if (step->kind == OP_FENCE && acquires(step))
		weave_fence(weave, to);
	if (!reads(step))
		return;
	if (acquires(step))
		weave_released(weave, to, to);
	write = write_before(weave, to);
	for (uint32_t i = count; write && i < weave->edges->count; i++)
		if (weave->edges->edges[i].from == write - 1)
			return;
	if (write)
		weave_edge(weave, write - 1, to, EDGE_READS);
}
