/* Synchronisation objects, found by address. */
#include "machine/world/object.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"

/* In the fingerprint, the fields of objects have places of their own, beyond
 * those of threads (see place_of in thread.c): eight for each kind. */
#define OBJECT_PLACES 0x200u
#define MAX_PARTS (1u << 20)

_Static_assert(offsetof(struct object, words) +
			       sizeof(uint64_t[OBJECT_WORDS]) ==
		       sizeof(struct object),
	       "no kind has more words than are hashed");

void object_open(struct object_table *table)
{
	table->slots = mem_reserve(NULL, MAX_OBJECTS * sizeof *table->slots);
	table->parts = mem_reserve(NULL, MAX_PARTS * sizeof *table->parts);
}

/* The slot where the object is or would be. */
static struct object *slot_of(const struct machine *machine, uint64_t address,
			      enum object_kind kind)
{
	uint64_t i = hash_fold(address + kind, HASH_KEY_D) % MAX_OBJECTS;
	struct object *slots = machine->objects.slots;

	while (slots[i].kind != OBJECT_NONE &&
	       (slots[i].address != address || slots[i].kind != kind))
		i = (i + 1) % MAX_OBJECTS;
	return &slots[i];
}

struct object *object_find(const struct machine *machine, uint64_t address,
			   enum object_kind kind)
{
	struct object *object = slot_of(machine, address, kind);

	return object->kind == OBJECT_NONE ? NULL : object;
}

struct object *object_get(struct machine *machine, uint64_t address,
			  enum object_kind kind)
{
	struct object_table *table = &machine->objects;
	struct object *object = slot_of(machine, address, kind);

	if (object->kind != OBJECT_NONE)
		return object;
	if (table->count >= OBJECTS_IN_USE) {
		machine->limit = LIMIT_OBJECTS;
		return NULL;
	}
	undo_save(&machine->undo, object, sizeof *object);
	undo_save(&machine->undo, &table->count, sizeof table->count);
	table->count++;
	memset(object, 0, sizeof *object);
	object->address = address;
	object->kind = (uint8_t)kind;
	object->owner = -1;
	return object;
}

/* What the future can depend on; an untouched object counts nothing, as if it
 * were not there. */
static hash128 object_hash(const struct object *object)
{
	uint64_t place = object->address | (uint64_t)object->kind << 51 |
			 (uint64_t)OBJECT_PLACES << 48;
	hash128 sum = hash_word(place, (uint64_t)object->state << 32 |
					       (uint64_t)(object->owner + 1));

	for (uint64_t i = 0; i < OBJECT_WORDS; i++)
		sum += hash_word(place + ((i + 1) << 48), object->words[i]);
	return sum;
}

void object_begin(struct machine *machine, struct object *object)
{
	undo_save(&machine->undo, object, sizeof *object);
	undo_save(&machine->undo, &machine->objects.sum,
		  sizeof machine->objects.sum);
	machine->objects.sum -= object_hash(object);
}

void object_end(struct machine *machine, struct object *object)
{
	machine->objects.sum += object_hash(object);
}

race_holder object_holder(struct machine *machine, struct object *object)
{
	if (!object->holder) {
		undo_save(&machine->undo, &object->holder,
			  sizeof object->holder);
		object->holder = race_holder_new(
			machine->race, object->address * 2 + object->kind);
	}
	return object->holder;
}

race_holder object_part(struct machine *machine, struct object *object,
			uint32_t which)
{
	struct object_table *table = &machine->objects;
	struct object_part *part;
	uint32_t i;

	for (i = object->first_part; i; i = table->parts[i].next)
		if (table->parts[i].which == which)
			return table->parts[i].holder;
	if (table->part_count + 1 >= MAX_PARTS) {
		machine->limit = LIMIT_OBJECTS;
		return table->parts[object->first_part].holder;
	}
	undo_save(&machine->undo, object, sizeof *object);
	undo_save(&machine->undo, &table->part_count, sizeof table->part_count);
	part = &table->parts[++table->part_count];
	part->which = which;
	part->next = object->first_part;
	part->holder = race_holder_new(
		machine->race,
		hash_fold(object->address + object->kind, which + HASH_KEY_A));
	object->first_part = (uint32_t)table->part_count;
	return part->holder;
}

struct object *object_drop_range(struct machine *machine, uint64_t address,
				 uint64_t size)
{
	struct object *held = NULL;

	for (uint64_t i = 0; i < MAX_OBJECTS && machine->objects.count; i++) {
		struct object *object = &machine->objects.slots[i];

		if (object->kind == OBJECT_NONE ||
		    object->address - address >= size)
			continue;
		if (object->owner >= 0)
			held = object;
		object_begin(machine, object);
		object->state = STATE_DESTROYED;
		object_end(machine, object);
	}
	return held;
}
