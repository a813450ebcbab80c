/* What footprints have learned, as bytes.
 *
 *   | head | users, order_matters: one for each number given | places ... |
 *   place: | head | places that came next | own, future: words in use |
 *
 * The hash table of places is made anew. */
#include "machine/learn/footprint_save.h"

#include <string.h>

#include "base/alloc.h"

struct saved_head {
	uint32_t place_count, objects, revision;
	bool stale, last_matters;
};

struct saved_place {
	uint64_t key;
	uint32_t next_count;
	struct uses extra;
};

/* Numbers that may have been given: the last two are shared. */
static uint32_t numbers(const struct footprint *footprint)
{
	return footprint->objects + 2;
}

static size_t set_size(const struct footprint *footprint)
{
	return (footprint->objects / 64 + 1) * sizeof(uint64_t);
}

static void save_set(const struct footprint *footprint,
		     const struct footprint_set *set, struct text *text)
{
	for (int mode = 0; mode < USE_MODES; mode++)
		text_add_bytes(text, set->bits[mode], set_size(footprint));
}

static void save_place(const struct footprint *footprint,
		       const struct footprint_place *place, struct text *text)
{
	struct saved_place head = {place->key, place->next_count, place->extra};

	text_add_bytes(text, &head, sizeof head);
	for (uint32_t i = 0; i < place->next_count; i++)
		text_add_bytes(text, &place->next[i], sizeof *place->next);
	save_set(footprint, &place->own, text);
	save_set(footprint, &place->future, text);
}

void footprint_save(const struct footprint *footprint, struct text *text)
{
	struct saved_head head = {footprint->place_count, footprint->objects,
				  footprint->revision, footprint->stale,
				  footprint->last_matters};

	text_add_bytes(text, &head, sizeof head);
	text_add_bytes(text, footprint->users,
		       numbers(footprint) * sizeof *footprint->users);
	text_add_bytes(text, footprint->order_matters,
		       numbers(footprint) * sizeof *footprint->order_matters);
	for (uint32_t i = 1; i < footprint->place_count; i++)
		save_place(footprint, &footprint->places[i], text);
}

/* What is still to be read. */
struct rest {
	const char *at, *end;
};

static bool take(struct rest *rest, void *to, size_t length)
{
	if ((size_t)(rest->end - rest->at) < length)
		return false;
	memcpy(to, rest->at, length);
	rest->at += length;
	return true;
}

static bool load_set(const struct footprint *footprint,
		     struct footprint_set *set, struct rest *rest)
{
	for (int mode = 0; mode < USE_MODES; mode++)
		if (!take(rest, set->bits[mode], set_size(footprint)))
			return false;
	return true;
}

static bool load_place(struct footprint *footprint,
		       struct footprint_place *place, struct rest *rest)
{
	struct saved_place head;

	if (!take(rest, &head, sizeof head) ||
	    head.next_count > footprint->place_count)
		return false;
	place->key = head.key;
	place->extra = head.extra;
	place->next_count = place->next_room = head.next_count;
	place->next =
		mem_resize(place->next, head.next_count * sizeof *place->next);
	return take(rest, place->next, head.next_count * sizeof *place->next) &&
	       load_set(footprint, &place->own, rest) &&
	       load_set(footprint, &place->future, rest);
}

bool footprint_load(struct footprint *footprint, const char *bytes,
		    size_t length)
{
	struct rest rest = {bytes, bytes + length};
	struct saved_head head;

	if (!take(&rest, &head, sizeof head) ||
	    head.place_count > FOOTPRINT_PLACES ||
	    head.objects > FOOTPRINT_OBJECTS - 2)
		return false;
	footprint->place_count = head.place_count;
	footprint->objects = head.objects;
	if (!take(&rest, footprint->users,
		  numbers(footprint) * sizeof *footprint->users) ||
	    !take(&rest, footprint->order_matters,
		  numbers(footprint) * sizeof *footprint->order_matters))
		return false;
	for (uint32_t i = 1; i < head.place_count; i++)
		if (!load_place(footprint, &footprint->places[i], &rest))
			return false;
	footprint_index(footprint);
	footprint->stale = head.stale;
	footprint->last_matters = head.last_matters;
	footprint->revision = head.revision;
	return rest.at == rest.end;
}
