/* Edges: threads, locks, signals, semaphores, barriers and channels. */
#include "report/facts/edges.h"

#include <string.h>

#include "base/alloc.h"
#include "report/facts/holds.h"
#include "report/facts/weave.h"

const char *edge_name(enum edge_kind kind)
{
	static const char *const names[EDGE_KIND_COUNT] = {
		[EDGE_CREATE] = "creates",
		[EDGE_JOIN] = "end before join",
		[EDGE_LOCK] = "unlock before lock",
		[EDGE_WAKE] = "wakes",
		[EDGE_POST] = "post before wait",
		[EDGE_BARRIER] = "barrier",
		[EDGE_MESSAGE] = "message",
		[EDGE_ONCE] = "done before",
		[EDGE_SYNCHRONISES] = "synchronises with",
		[EDGE_READS] = "reads from"};

	return names[kind];
}

static const struct step *step_at(const struct weave *weave, uint32_t index)
{
	return &weave->story->steps[index];
}

/* Of a lock, semaphore or one-time call: the address that the step lets go, or
 * takes; 0: of none. */
static uint64_t released(const struct step *step)
{
	switch (step->kind) {
	case OP_SEM_POST:
	case OP_ONCE_DONE:
		return step->error ? 0 : step->address;
	default:
		return hold_released(step);
	}
}

static uint64_t acquired(const struct step *step)
{
	switch (step->kind) {
	case OP_ONCE:
		return step->address;
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
		return step->error ? 0 : step->address;
	default:
		return hold_taken(step);
	}
}

static bool takes_for_reading(const struct step *step)
{
	return step->kind == OP_RDLOCK || step->kind == OP_TRYRDLOCK;
}

/* Does the step at this index let go what was locked for reading? */
static bool ends_reading(const struct weave *weave, uint32_t index)
{
	const struct step *end = step_at(weave, index);

	for (uint32_t i = index; end->kind == OP_RWUNLOCK && i > weave->first;
	     i--) {
		const struct step *step = step_at(weave, i - 1);

		if (step->thread == end->thread &&
		    acquired(step) == end->address)
			return takes_for_reading(step);
	}
	return false;
}

static enum edge_kind release_kind(const struct step *step)
{
	return step->kind == OP_SEM_POST    ? EDGE_POST
	       : step->kind == OP_ONCE_DONE ? EDGE_ONCE
					    : EDGE_LOCK;
}

static void weave_acquire(struct weave *weave, uint32_t to)
{
	uint64_t address = acquired(step_at(weave, to));

	for (uint32_t i = to; address && i > weave->first; i--)
		if (released(step_at(weave, i - 1)) == address &&
		    !(takes_for_reading(step_at(weave, to)) &&
		      ends_reading(weave, i - 1)))
			weave_edge(weave, i - 1, to,
				   release_kind(step_at(weave, i - 1)));
}

static void owe(struct weave *weave, int thread, uint32_t from,
		enum edge_kind kind)
{
	if (thread < 0 || (uint32_t)thread >= weave->story->thread_count)
		return;
	weave->owed[thread] = from + 1;
	weave->owed_kind[thread] = kind;
}

/* A broadcast wakes all who sleep there. */
static void weave_broadcast(struct weave *weave, uint32_t from)
{
	for (uint32_t i = 0; i < weave->story->thread_count; i++) {
		const struct step *last;

		if (!weave->last[i] || weave->owed[i])
			continue;
		last = step_at(weave, weave->last[i] - 1);
		if (last->kind == OP_WAIT &&
		    last->address == step_at(weave, from)->address)
			owe(weave, (int)i, from, EDGE_WAKE);
	}
}

/* How many meet at the barrier of the step, as it was initialised last; `since`
 * becomes the index behind that. */
static uint64_t parties(const struct weave *weave, uint32_t index,
			uint32_t *since)
{
	for (uint32_t i = index; i > 0; i--) {
		const struct step *step = step_at(weave, i - 1);

		*since = i;
		if (step->kind == OP_BARRIER_INIT &&
		    step->address == step_at(weave, index)->address)
			return step->operand;
	}
	return 0;
}

/* The last one who comes to a barrier lets all go on. */
static void weave_barrier(struct weave *weave, uint32_t to)
{
	const struct story *story = weave->story;
	uint64_t address = step_at(weave, to)->address, came = 0;
	uint32_t since = 0, begin = to;
	uint64_t all = parties(weave, to, &since);

	for (uint32_t i = since; all && i <= to; i++) {
		if (story->steps[i].kind != OP_BARRIER_WAIT ||
		    story->steps[i].address != address)
			continue;
		if (came++ % all == 0)
			begin = i;
	}
	if (!all || came % all != 0)
		return;
	for (uint32_t i = begin > weave->first ? begin : weave->first; i < to;
	     i++) {
		if (story->steps[i].kind != OP_BARRIER_WAIT ||
		    story->steps[i].address != address)
			continue;
		weave_edge(weave, i, to, EDGE_BARRIER);
		owe(weave, story->steps[i].thread, to, EDGE_BARRIER);
	}
}

/* Who waits at a channel is met there; else a message is put into the buffer,
 * or taken out of it, first in, first out. */
static bool is_buffered(const struct step *step, enum operation_kind plain,
			enum operation_kind trying)
{
	enum operation_kind kind = step->kind == OP_SELECT
					   ? (enum operation_kind)step->operand
					   : step->kind;

	return (kind == plain || kind == trying) && !step->waits &&
	       step->other < 0 && !step->error;
}

static bool sends(const struct step *step)
{
	return is_buffered(step, OP_SEND, OP_TRY_SEND);
}

static bool receives(const struct step *step)
{
	return is_buffered(step, OP_RECEIVE, OP_TRY_RECEIVE);
}

/* The message that is taken out is the one that was put in as many messages
 * after the first as were taken out before. */
static void weave_buffer(struct weave *weave, uint32_t to)
{
	uint64_t address = step_at(weave, to)->address;
	uint32_t before = 0;

	for (uint32_t i = 0; i < to; i++)
		before += step_at(weave, i)->address == address &&
			  receives(step_at(weave, i));
	for (uint32_t i = 0; i < to; i++) {
		const struct step *step = step_at(weave, i);

		if (step->address != address || !sends(step) || before-- > 0)
			continue;
		if (i >= weave->first)
			weave_edge(weave, i, to, EDGE_MESSAGE);
		return;
	}
}

static void weave_channel(struct weave *weave, uint32_t to)
{
	const struct step *step = step_at(weave, to);
	uint32_t partner;

	if (receives(step))
		weave_buffer(weave, to);
	if (step->other < 0)
		return;
	partner = weave->last[step->other];
	if (partner)
		weave_edge(weave, partner - 1, to, EDGE_MESSAGE);
	owe(weave, step->other, to, EDGE_MESSAGE);
}

static void weave_join(struct weave *weave, uint32_t to)
{
	const struct step *step = step_at(weave, to);

	if (!step->error && step->other >= 0 && weave->last[step->other])
		weave_edge(weave, weave->last[step->other] - 1, to, EDGE_JOIN);
}

static void weave_kind(struct weave *weave, uint32_t to)
{
	const struct step *step = step_at(weave, to);

	switch (step->kind) {
	case OP_CREATE:
		owe(weave, step->other, to, EDGE_CREATE);
		break;
	case OP_JOIN:
	case OP_TRYJOIN:
		weave_join(weave, to);
		break;
	case OP_SIGNAL:
		owe(weave, step->other, to, EDGE_WAKE);
		break;
	case OP_BROADCAST:
		weave_broadcast(weave, to);
		break;
	case OP_BARRIER_WAIT:
		weave_barrier(weave, to);
		break;
	case OP_SEND:
	case OP_TRY_SEND:
	case OP_RECEIVE:
	case OP_TRY_RECEIVE:
	case OP_SELECT:
		weave_channel(weave, to);
		break;
	default:
		weave_acquire(weave, to);
		weave_reads(weave, to);
	}
}

static void weave_step(struct weave *weave, uint32_t to)
{
	int thread = step_at(weave, to)->thread;
	uint32_t *clock = weave_clock(weave, to);

	if (weave->last[thread])
		memcpy(clock, weave_clock(weave, weave->last[thread] - 1),
		       weave->story->thread_count * sizeof *clock);
	clock[thread] = to + 1;
	if (weave->owed[thread])
		weave_edge(weave, weave->owed[thread] - 1, to,
			   weave->owed_kind[thread]);
	weave->owed[thread] = 0;
	weave_kind(weave, to);
	weave->last[thread] = to + 1;
}

/* The nearest step of the same thread that has a number, from `index` on
 * forwards or backwards; false: there is none. */
static bool find_shown(const struct weave *weave, uint32_t *index, int way)
{
	const struct story *story = weave->story;
	int thread = story->steps[*index].thread;

	for (uint32_t i = *index; i >= weave->first && i < story->step_count;
	     i += (uint32_t)way) {
		if (story->steps[i].thread != thread || !story->steps[i].number)
			continue;
		*index = i;
		return true;
	}
	return false;
}

static bool is_there(const struct edges *edges, struct edge edge)
{
	for (uint32_t i = 0; i < edges->count; i++)
		if (edges->edges[i].from == edge.from &&
		    edges->edges[i].to == edge.to)
			return true;
	return false;
}

/* An order between steps without a number becomes one of their neighbours: what
 * is before the one, and behind the other, in its thread.  Who wants to read
 * of neither has no use for what was read. */
static bool move_to_shown(const struct weave *weave, struct edge *edge)
{
	const struct step *steps = weave->story->steps;

	if (edge->kind == EDGE_READS)
		return steps[edge->from].number && steps[edge->to].number;
	return find_shown(weave, &edge->from, -1) &&
	       find_shown(weave, &edge->to, 1);
}

static void keep_shown(struct weave *weave)
{
	struct edges *edges = weave->edges;
	uint32_t count = edges->count;

	edges->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct edge edge = edges->edges[i];

		if (move_to_shown(weave, &edge) && !is_there(edges, edge))
			edges->edges[edges->count++] = edge;
	}
}

void edges_make(struct edges *edges, const struct story *story, uint32_t first)
{
	struct weave weave = {.story = story, .edges = edges, .first = first};
	size_t steps = story->step_count - first;

	weave.clocks = mem_alloc(
		steps * story->thread_count * sizeof *weave.clocks + 1);
	for (uint32_t i = first; i < story->step_count; i++)
		weave_step(&weave, i);
	keep_shown(&weave);
	mem_free(weave.clocks);
}
