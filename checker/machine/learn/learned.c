/* What the machine learns over a whole search.
 *
 *   | seen | edges between locks | guards | footprints | used words |
 *
 * Who used a word decides nothing while it is not followed, but that a search
 * is to begin again (see memory.c); and which words are followed, what numbers
 * they have and what futures are allowed for is the same all through a search,
 * as it begins again with each that is new.  So a path that is replayed from
 * there comes to the same states, and teaches nothing. */
#include "machine/learn/learned.h"

#include <string.h>

#include "machine/learn/footprint_save.h"
#include "machine/learn/guard.h"
#include "machine/learn/lock_order.h"
#include "machine/memory/memory.h"

struct used_word {
	uint64_t offset; /* in the region */
	uint32_t flags;  /* of its cell */
	uint32_t guard;
};

static void add_part(struct text *text, const void *bytes, size_t length)
{
	uint64_t size = length;

	text_add_bytes(text, &size, sizeof size);
	if (length)
		text_add_bytes(text, bytes, length);
}

static void add_words(const struct machine *machine, struct text *text)
{
	for (size_t i = 0; i < machine->region.used_count; i++) {
		uint64_t offset = machine->region.used[i];
		const struct cell *cell = &machine->region.cells[offset / 8];
		struct used_word word = {offset, cell->flags,
					 memory_guard(cell)};

		text_add_bytes(text, &word, sizeof word);
	}
}

void learned_save(const struct machine *machine, struct text *text)
{
	struct text footprint = {0};
	size_t size;
	const void *edges = order_edges(machine->order, &size), *guards;

	text_add_bytes(text, &machine->seen, sizeof machine->seen);
	add_part(text, edges, size);
	guards = guard_all(machine->guards, &size);
	add_part(text, guards, size);
	if (machine->footprint)
		footprint_save(machine->footprint, &footprint);
	add_part(text, footprint.bytes, footprint.length);
	text_free(&footprint);
	add_words(machine, text);
}

static bool take(const char **at, const char *end, void *to, size_t length)
{
	if ((size_t)(end - *at) < length)
		return false;
	memcpy(to, *at, length);
	*at += length;
	return true;
}

/* The part's first byte, or NULL: it is not all there. */
static const char *take_part(const char **at, const char *end, size_t *length)
{
	const char *first;
	uint64_t size;

	if (!take(at, end, &size, sizeof size) || size > (size_t)(end - *at))
		return NULL;
	first = *at;
	*length = size;
	*at += size;
	return first;
}

static bool load_footprint(struct machine *machine, const char *bytes,
			   size_t length)
{
	if (!length)
		return true;
	if (!machine->footprint)
		machine->footprint = footprint_open();
	return footprint_load(machine->footprint, bytes, length);
}

bool learned_load(struct machine *machine, const char *bytes, size_t length,
		  bool all)
{
	const char *end = bytes + length, *part;
	struct used_word word;
	size_t size;

	if (!take(&bytes, end, &machine->seen, sizeof machine->seen))
		return false;
	if (machine->seen.stacks_shared)
		mc_cross.watched = 1;
	part = take_part(&bytes, end, &size);
	if (!part || !order_set_edges(machine->order, part, size))
		return false;
	part = take_part(&bytes, end, &size);
	if (!part || !guard_set_all(machine->guards, part, size))
		return false;
	part = take_part(&bytes, end, &size);
	if (!part || !load_footprint(machine, part, size))
		return false;
	while (take(&bytes, end, &word, sizeof word))
		memory_set_flags(machine, word.offset, word.flags, word.guard,
				 all);
	return bytes == end;
}
