/* Synchronisation objects: what the machine knows beside the model's memory.
 *
 * An object is found by its address, and comes to be when it is first used:
 * a mutex that nobody holds needs none. */
#ifndef MCHECK_MACHINE_WORLD_OBJECT_H
#define MCHECK_MACHINE_WORLD_OBJECT_H

#include "base/hash.h"
#include "machine/world/object_kind.h"

#define MAX_OBJECTS (1 << 14)
#define OBJECTS_IN_USE (MAX_OBJECTS / 2) /* at most, of those */

/* Further holders of an object: an atomic has one for each thread that headed
 * a release sequence, a channel one for each place in its buffer. */
struct object_part {
	race_holder holder;
	uint32_t next;
	uint32_t which;
};

struct object_table {
	struct object *slots;
	struct object_part *parts;
	uint64_t count;
	uint64_t part_count;
	hash128 sum;
};

struct machine;

void object_open(struct object_table *table);

/* The object at the address, or NULL when it was never changed. */
struct object *object_find(const struct machine *machine, uint64_t address,
			   enum object_kind kind);

/* The same, made when there is none; NULL with the limit set: too many. */
struct object *object_get(struct machine *machine, uint64_t address,
			  enum object_kind kind);

/* Around every change: saves it, and keeps the sum of hashes. */
void object_begin(struct machine *machine, struct object *object);
void object_end(struct machine *machine, struct object *object);

/* Its holder of knowledge, made when first asked for. */
race_holder object_holder(struct machine *machine, struct object *object);
race_holder object_part(struct machine *machine, struct object *object,
			uint32_t which);

/* The block of memory ends: what synchronised in it is gone.  Returns a mutex
 * that is still held, or NULL. */
struct object *object_drop_range(struct machine *machine, uint64_t address,
				 uint64_t size);

#endif
