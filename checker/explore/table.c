/* The table of states. */
#include "explore/table.h"

#include "base/alloc.h"

#define FIRST_ROOM 1024u

static struct table_entry *place(struct table_entry *entries, uint64_t room,
				 uint64_t low, uint64_t high)
{
	uint64_t i = low & (room - 1);

	while ((entries[i].low != low || entries[i].high != high) &&
	       (entries[i].low || entries[i].high))
		i = (i + 1) & (room - 1);
	return &entries[i];
}

static void grow(struct table *table)
{
	uint64_t room = table->room ? table->room * 2 : FIRST_ROOM;
	struct table_entry *entries = mem_reserve(NULL, room * sizeof *entries);

	for (uint64_t i = 0; i < table->room; i++) {
		const struct table_entry *old = &table->entries[i];

		if (old->low || old->high)
			*place(entries, room, old->low, old->high) = *old;
	}
	table_clear(table);
	table->entries = entries;
	table->room = room;
}

uint64_t table_visit(struct table *table, hash128 fingerprint, uint64_t number)
{
	uint64_t low = (uint64_t)fingerprint;
	uint64_t high = (uint64_t)(fingerprint >> 64);
	struct table_entry *entry;

	if (!low && !high)
		low = 1;
	if (table->count * 4 >= table->room * 3) {
		uint64_t count = table->count;

		grow(table);
		table->count = count;
	}
	entry = place(table->entries, table->room, low, high);
	if (entry->low || entry->high)
		return entry->number;
	*entry = (struct table_entry){low, high, number};
	table->count++;
	return number;
}

void table_each(const struct table *table,
		void (*visit)(void *context, struct table_entry entry),
		void *context)
{
	for (uint64_t i = 0; i < table->room; i++)
		if (table->entries[i].low || table->entries[i].high)
			visit(context, table->entries[i]);
}

void table_clear(struct table *table)
{
	if (table->entries)
		mem_release(table->entries,
			    table->room * sizeof *table->entries);
	*table = (struct table){0};
}

uint64_t table_bytes(const struct table *table)
{
	return table->room * sizeof *table->entries;
}
