/* The kinds of synchronisation objects, and what the machine knows of each. */
#ifndef MCHECK_MACHINE_WORLD_OBJECT_KIND_H
#define MCHECK_MACHINE_WORLD_OBJECT_KIND_H

#include "race/race.h"

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

#define OBJECT_WORDS 4

struct object {
	uint64_t address;
	uint8_t kind;
	uint8_t state;
	int16_t owner;       /* the thread that has it alone, or -1 */
	uint32_t first_part; /* see object_part: index + 1, or 0 */
	uint64_t pc;         /* where it was taken; not part of the state */
	race_holder holder;  /* 0: none yet */

	/* What is particular to its kind: whole words, so that objects in equal
	 * states have equal ones. */
	union {
		struct {                /* OBJECT_MUTEX */
			uint32_t type;  /* normal, recursive, errorcheck */
			uint32_t depth; /* how often it is held */
			uint64_t flags; /* see machine/rules/mutex.h */
		};
		struct {                /* OBJECT_RWLOCK, OBJECT_READER */
			uint64_t reads; /* how often it is held for reading */
		};
		struct {                       /* OBJECT_CHANNEL */
			uint64_t capacity;     /* messages that wait at most */
			uint64_t message_size; /* bytes */
			uint64_t storage;      /* messages, the oldest first */
			uint32_t count;        /* messages that wait */
			uint32_t closed;       /* 0 or 1 */
		};
		struct {               /* OBJECT_ONCE */
			uint64_t done; /* 1: the routine has returned */
		};
		struct { /* OBJECT_SEMAPHORE */
			uint64_t value;
		};
		struct {                  /* OBJECT_BARRIER */
			uint64_t parties; /* threads that meet */
			uint64_t arrived; /* those that wait there */
		};
		struct { /* OBJECT_ATOMIC_BLOCK */
			uint64_t nesting;
		};
		uint64_t words[OBJECT_WORDS];
	};
};

#endif
