/* An outcome as bytes: the struct as it is, then what its pointers point to, in
 * a fixed order.  Both processes run the same program. */
#include "explore/run/outcome_bytes.h"

#include <string.h>

#include "base/alloc.h"
#include "explore/run/outcome_sane.h"

#define MAX_PARTS 15

/* What a pointer in an outcome points to. */
struct part {
	void **bytes;
	uint64_t size;
	size_t ends; /* bytes that follow in memory only: a NUL */
};

struct parts {
	struct part part[MAX_PARTS];
	size_t count;
};

static void add(struct parts *parts, void *pointer, uint64_t count, size_t size)
{
	parts->part[parts->count++] =
		(struct part){.bytes = pointer, .size = count * size};
}

static void add_execution(struct parts *parts, struct execution *e)
{
	add(parts, &e->schedule.decisions, e->schedule.count,
	    sizeof *e->schedule.decisions);
	add(parts, &e->shared, e->shared_count, sizeof *e->shared);
	add(parts, &e->events, e->event_count, sizeof *e->events);
	add(parts, &e->threads, e->thread_count, sizeof *e->threads);
	add(parts, &e->blocks, e->block_count, sizeof *e->blocks);
	add(parts, &e->links, e->link_count, sizeof *e->links);
	add(parts, &e->output, e->output_length, 1);
}

static struct parts parts_of(struct outcome *outcome)
{
	struct parts parts = {0};

	add_execution(&parts, &outcome->failure);
	add_execution(&parts, &outcome->consequence);
	add(&parts, &outcome->outcomes.bytes, outcome->outcomes.length, 1);
	parts.part[parts.count - 1].ends = 1;
	return parts;
}

void outcome_put(const struct outcome *outcome,
		 void (*put)(void *context, const void *bytes, size_t length),
		 void *context)
{
	struct outcome copy = *outcome;
	struct parts parts = parts_of(&copy);

	put(context, outcome, sizeof *outcome);
	for (size_t i = 0; i < parts.count; i++)
		put(context, *parts.part[i].bytes, parts.part[i].size);
}

/* How much room the worker had is nothing to us. */
static void set_rooms(struct outcome *outcome)
{
	outcome->failure.schedule.room = outcome->failure.schedule.count;
	outcome->consequence.schedule.room =
		outcome->consequence.schedule.count;
	outcome->outcomes.capacity = outcome->outcomes.length + 1;
}

/* All counts are in the struct, so that it is known before anything is
 * allocated whether the bytes are as many as they say. */
static bool has_all(const struct parts *parts, size_t length)
{
	for (size_t i = 0; i < parts->count; i++) {
		if (parts->part[i].size > length)
			return false;
		length -= parts->part[i].size;
	}
	return length == 0;
}

static void take(const struct parts *parts, const char *bytes)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->part[i];

		*part->bytes = mem_alloc(part->size + part->ends);
		memcpy(*part->bytes, bytes, part->size);
		bytes += part->size;
	}
}

bool outcome_get(struct outcome *outcome, const char *bytes, size_t length,
		 const char **why)
{
	struct parts parts;
	bool sane;

	*why = "the number of its bytes";
	*outcome = (struct outcome){0};
	if (length < sizeof *outcome)
		return false;
	memcpy(outcome, bytes, sizeof *outcome);
	parts = parts_of(outcome);
	sane = has_all(&parts, length - sizeof *outcome);
	if (sane) {
		take(&parts, bytes + sizeof *outcome);
		set_rooms(outcome);
		sane = outcome_is_sane(outcome, why);
		if (!sane)
			outcome_free(outcome);
	}
	if (!sane)
		*outcome = (struct outcome){0};
	return sane;
}
