/* Synchronisation objects: what the machine knows beside the model's memory.
 *
 * An object is found by its address, and comes to be when it is first used:
 * a mutex that nobody holds needs none. */
#ifndef MCHECK_MACHINE_WORLD_OBJECT_H
#define MCHECK_MACHINE_WORLD_OBJECT_H

#include "base/hash.h"
#include "race/race.h"

#define MAX_OBJECTS (1 << 14)

enum object_kind {
	OBJECT_NONE,
	OBJECT_MUTEX,
	OBJECT_CONDITION,
	OBJECT_ATOMIC,
	OBJECT_CHANNEL,
	OBJECT_ONCE,
	OBJECT_RWLOCK,
	OBJECT_READER, /* one thread's share of a read-write lock */
	OBJECT_SEMAPHORE,
	OBJECT_BARRIER,
	OBJECT_ATOMIC_BLOCK /* the one that __VERIFIER_atomic_begin enters */
};

enum object_state { STATE_STATIC, STATE_INITIALISED, STATE_DESTROYED };

struct object {
	uint64_t address;
	uint8_t kind;
	uint8_t state;
	uint8_t type; /* mutex: normal, recursive, errorcheck */
	bool closed;
	int16_t owner;  /* mutex: the thread that holds it, or -1 */
	uint32_t depth; /* recursive mutex: how often it is held */
	uint64_t pc;    /* where it was taken; not part of the state */
	uint64_t init_pc;
	uint64_t capacity;   /* channel: messages that wait at most */
	uint64_t size;       /* channel: bytes of a message */
	uint64_t count;      /* channel: messages that wait */
	uint64_t storage;    /* channel: its messages, the oldest first */
	race_holder holder;  /* 0: none yet */
	uint32_t first_part; /* see object_part: index + 1, or 0 */
};

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
