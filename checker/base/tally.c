/* Counters by key. */
#include "base/tally.h"

#include "base/alloc.h"
#include "base/hash.h"

static struct tally_entry *place(const struct tally *tally, uint64_t key)
{
	size_t i = hash_fold(key ^ HASH_KEY_A, HASH_KEY_B) & (tally->room - 1);

	while (tally->entries[i].key && tally->entries[i].key != key)
		i = (i + 1) & (tally->room - 1);
	return &tally->entries[i];
}

static void grow(struct tally *tally)
{
	struct tally old = *tally;

	tally->room = old.room ? old.room * 2 : 64;
	tally->entries = mem_alloc(tally->room * sizeof *tally->entries);
	for (size_t i = 0; i < old.room; i++)
		if (old.entries[i].key)
			*place(tally, old.entries[i].key) = old.entries[i];
	mem_free(old.entries);
}

uint64_t *tally_at(struct tally *tally, uint64_t key)
{
	struct tally_entry *entry;

	if (tally->used * 4 >= tally->room * 3)
		grow(tally);
	entry = place(tally, key);
	tally->used += entry->key == 0;
	entry->key = key;
	return &entry->count;
}

void tally_free(struct tally *tally)
{
	mem_free(tally->entries);
	*tally = (struct tally){0};
}
