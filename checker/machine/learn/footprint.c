/* Footprints: places, what was used there, what came next. */
#include "machine/learn/footprint.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"
#include "machine/learn/uses.h"
#include "machine/thread/where.h"

/* How many calls tell one place from another. */
#define CALLS 4

struct footprint *footprint_open(void)
{
	struct footprint *footprint = mem_reserve(NULL, sizeof *footprint);

	footprint->places =
		mem_reserve(NULL, FOOTPRINT_PLACES * sizeof *footprint->places);
	footprint->place_count = 1;
	footprint->objects = USED_WORDS;
	return footprint;
}

/* Sets are empty from this word on. */
static uint32_t words(const struct footprint *footprint)
{
	return footprint->objects / 64 + 1;
}

static uint64_t missing(const struct footprint_set *set,
			const struct footprint_set *part, uint32_t word)
{
	uint64_t found = 0;

	for (int mode = 0; mode < USE_MODES; mode++)
		found |= part->bits[mode][word] & ~set->bits[mode][word];
	return found;
}

/* Adds a set to another; true when that changed it. */
static bool unite(const struct footprint *footprint, struct footprint_set *to,
		  const struct footprint_set *from)
{
	uint64_t change = 0;

	for (uint32_t word = 0; word < words(footprint); word++) {
		change |= missing(to, from, word);
		for (int mode = 0; mode < USE_MODES; mode++)
			to->bits[mode][word] |= from->bits[mode][word];
	}
	return change != 0;
}

static bool contains(const struct footprint *footprint,
		     const struct footprint_set *set,
		     const struct footprint_set *part)
{
	for (uint32_t word = 0; word < words(footprint); word++)
		if (missing(set, part, word))
			return false;
	return true;
}

static bool close_once(struct footprint *footprint)
{
	bool changed = false;

	for (uint32_t i = footprint->place_count - 1; i > 0; i--) {
		struct footprint_place *place = &footprint->places[i];

		for (uint32_t j = 0; j < place->next_count; j++)
			changed |= unite(
				footprint, &place->future,
				&footprint->places[place->next[j]].future);
	}
	return changed;
}

void footprint_begin(struct footprint *footprint)
{
	for (uint32_t i = 1; i < footprint->place_count; i++)
		footprint->places[i].future = footprint->places[i].own;
	while (close_once(footprint))
		;
	footprint->stale = false;
}

static void note_use(struct footprint *footprint, uint32_t at, struct use use)
{
	struct footprint_place *place = &footprint->places[at];
	uint64_t bit = (uint64_t)1 << use.object % 64;
	uint64_t *own = &place->own.bits[use.mode][use.object / 64];

	if (*own & bit)
		return;
	*own |= bit;
	if (!footprint_has(&place->future, use.mode, use.object))
		footprint->stale = true;
}

/* A use of the step from there that its operation does not tell. */
static void note_beyond(struct footprint *footprint, uint32_t at,
			struct use use)
{
	struct footprint_place *place = &footprint->places[at];

	note_use(footprint, at, use);
	if (uses_have(&place->extra, use))
		return;
	uses_add(&place->extra, use.object, use.mode);
	footprint->stale = true;
}

static void note_next(struct footprint *footprint, uint32_t from, uint32_t to)
{
	struct footprint_place *place = &footprint->places[from];

	for (uint32_t i = 0; i < place->next_count; i++)
		if (place->next[i] == to)
			return;
	if (place->next_count == place->next_room) {
		place->next_room = place->next_room * 2 + 4;
		place->next = mem_resize(place->next,
					 place->next_room * sizeof(uint32_t));
	}
	place->next[place->next_count++] = to;
	if (!contains(footprint, &place->future, &footprint->places[to].future))
		footprint->stale = true;
}

/* Where the thread stands.  Any function of its own state would do; the better
 * it tells where a thread is, the less it may do from there. */
static uint64_t place_key(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t key =
		hash_fold((uint64_t)slot << 16 | thread->op.kind, HASH_KEY_B);
	uint64_t frame = thread->saved[1];

	if (thread->status != THREAD_ALIVE)
		return key;
	key = hash_fold(key ^ thread_raw_pc(machine, slot), HASH_KEY_D);
	for (int i = 0; i < CALLS; i++) {
		const uint64_t *link = (const uint64_t *)(uintptr_t)frame;

		if (frame % 8 || frame < thread->sp ||
		    frame + 16 > thread->stack_top)
			break;
		key = hash_fold(key ^ link[1], HASH_KEY_D);
		frame = link[0];
	}
	return key;
}

/* With no room left, all new places are one, where all may happen. */
static uint32_t new_place(struct footprint *footprint, uint64_t key)
{
	uint32_t at = footprint->place_count;

	if (at == FOOTPRINT_PLACES)
		return FOOTPRINT_PLACES - 1;
	footprint->place_count++;
	footprint->places[at].key = key;
	footprint->stale = true;
	if (at == FOOTPRINT_PLACES - 1)
		note_use(footprint, at, (struct use){USED_ALL, USE_WRITE});
	return at;
}

static uint32_t find_place(struct footprint *footprint, uint64_t key)
{
	uint32_t mask = sizeof footprint->slots / sizeof *footprint->slots - 1;
	uint32_t i = (uint32_t)key & mask;

	while (footprint->slots[i]) {
		if (footprint->places[footprint->slots[i]].key == key)
			return footprint->slots[i];
		i = (i + 1) & mask;
	}
	if (footprint->place_count == FOOTPRINT_PLACES)
		return FOOTPRINT_PLACES - 1;
	return footprint->slots[i] = new_place(footprint, key);
}

void footprint_index(struct footprint *footprint)
{
	uint32_t mask = sizeof footprint->slots / sizeof *footprint->slots - 1;

	memset(footprint->slots, 0, sizeof footprint->slots);
	for (uint32_t at = 1; at < footprint->place_count; at++) {
		uint32_t i = (uint32_t)footprint->places[at].key & mask;

		while (footprint->slots[i])
			i = (i + 1) & mask;
		footprint->slots[i] = at;
	}
}

static void note_uses(struct footprint *footprint, uint32_t at,
		      const struct uses *uses,
		      void (*note)(struct footprint *footprint, uint32_t at,
				   struct use use))
{
	for (int i = 0; i < uses->count; i++)
		note(footprint, at, uses->use[i]);
}

/* It ended in this step, which so has uses beyond its operation. */
static void note_end(struct machine *machine, int slot, uint32_t from)
{
	struct footprint *footprint = machine->footprint;

	if (slot == 0 && machine->alive > 0 && !footprint->last_matters)
		uses_change_all(&footprint->last_matters, footprint);
	note_beyond(footprint, from,
		    (struct use){(uint16_t)(USED_ENDS + slot), USE_WRITE});
	if (footprint->last_matters)
		note_beyond(footprint, from,
			    (struct use){USED_LAST, USE_WRITE});
}

void footprint_arrive(struct machine *machine, int slot, uint32_t from,
		      const struct uses *uses)
{
	struct footprint *footprint = machine->footprint;
	struct thread *thread = &machine->threads[slot];
	uint32_t before = thread->place ? thread->place : from;
	uint32_t now = find_place(footprint, place_key(machine, slot));

	thread->place = now;
	if (before)
		note_next(footprint, before, now);
	/* Alone, it has nobody to conflict with: see persistent.c. */
	if (thread->status == THREAD_ALIVE && !machine_alone(machine)) {
		note_uses(footprint, now, uses, note_use);
		if (from && operation_is(thread->op.kind, TRAIT_ARRIVES))
			note_uses(footprint, from, uses, note_beyond);
	}
	if (thread->status == THREAD_FINISHED && from && before != now)
		note_end(machine, slot, from);
	if (from && machine->saw_keys)
		note_beyond(footprint, from,
			    (struct use){USED_LIBRARY, USE_WRITE});
}
