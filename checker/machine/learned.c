/* What the machine learns over a whole search.
 *
 *   | fields | edges between locks | a pair for each word that was used |
 *
 * Which words were used decides nothing while they are not followed; and which
 * are followed is the same all through a search, as it begins again with each
 * new one.  So a path that is replayed from there comes to the same states. */
#include "machine/learned.h"

#include <string.h>

#include "machine/lock_order.h"
#include "machine/memory.h"

struct used_word {
	uint64_t offset; /* in the region */
	uint64_t flags;  /* of its cell */
};

void learned_save(const struct machine *machine, struct text *text)
{
	size_t size;
	const void *edges = order_edges(machine->order, &size);
	uint64_t length = size;

#define SAVE(field) text_add_bytes(text, &machine->field, sizeof(bool));
	LEARNED_FIELDS(SAVE)
#undef SAVE
	text_add_bytes(text, &length, sizeof length);
	text_add_bytes(text, edges, size);
	for (size_t i = 0; i < machine->region.used_count; i++) {
		uint64_t offset = machine->region.used[i];
		struct used_word word = {
			offset, machine->region.cells[offset / 8].flags};

		text_add_bytes(text, &word, sizeof word);
	}
}

static bool take(const char **at, const char *end, void *to, size_t length)
{
	if ((size_t)(end - *at) < length)
		return false;
	memcpy(to, *at, length);
	*at += length;
	return true;
}

bool learned_load(struct machine *machine, const char *bytes, size_t length,
		  bool all)
{
	const char *end = bytes + length;
	struct used_word word;
	uint64_t size;

#define LOAD(field) \
	if (!take(&bytes, end, &machine->field, sizeof(bool))) \
		return false;
	LEARNED_FIELDS(LOAD)
#undef LOAD
	if (machine->foreign)
		mc_cross.watched = 1;
	if (!take(&bytes, end, &size, sizeof size) ||
	    size > (size_t)(end - bytes) ||
	    !order_set_edges(machine->order, bytes, size))
		return false;
	bytes += size;
	while (take(&bytes, end, &word, sizeof word))
		memory_set_flags(machine, word.offset, (uint32_t)word.flags,
				 all);
	return bytes == end;
}
