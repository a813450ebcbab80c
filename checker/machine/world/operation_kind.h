/* The kinds of operations, and what is true of each. */
#ifndef MCHECK_MACHINE_WORLD_OPERATION_KIND_H
#define MCHECK_MACHINE_WORLD_OPERATION_KIND_H

#include <stdbool.h>
#include <stdint.h>

enum operation_kind {
#define OPERATION(kind, ...) kind,
#include "machine/world/operations.inc"
	OP_KIND_COUNT
};

/* What is true of all operations of a kind. */
enum operation_trait {
	TRAIT_VALUE = 1,   /* it has a value, of which the size is `size` */
	TRAIT_WRITES = 2,  /* it may change that */
	TRAIT_PLAIN = 4,   /* of plain memory */
	TRAIT_ARRIVES = 8, /* others can go, or not, because it asks: a writer
			     * that waits stops readers, a thread that comes to
			     * a rendezvous frees its partner */
	TRAIT_SLEEPS = 16, /* it waits for a signal, and goes only spuriously */
	TRAIT_LOCKS = 32,  /* it asks for a mutex, of which the holder alone */
	TRAIT_UNLOCKS = 64, /* can let go, as it does in such a one */
	TRAIT_THREAD = 128, /* it is about a thread, not about its object */
	TRAIT_TAKES = 256,  /* without an error, its thread has a lock then, */
	TRAIT_GIVEN = 512,  /* or what another thread gave: a post, a message */
	TRAIT_TRIES = 1024, /* it does not wait for what it cannot have */
	TRAIT_ORDER = 2048, /* it has a memory order */
	TRAIT_FAILS = 4096  /* its last way, of several, is to fail for no
			     * reason that the model has */
};

struct operation_traits {
	const char *name; /* in traces: "lock", "wait", ... */
	uint32_t extent;  /* bytes of the object; 0: the operation's size */
	unsigned traits;
	const char *verb, *waiting; /* in reports: "locks", "waits to lock" */
};

extern const struct operation_traits operation_traits[OP_KIND_COUNT];

static inline bool operation_is(unsigned kind, enum operation_trait trait)
{
	return operation_traits[kind].traits & trait;
}

/* How many bytes the object of such an operation has, for naming it. */
uint32_t operation_extent(unsigned kind, uint32_t size);

/* What OP_TURN is asked for, in traces and reports. */
enum turn {
	TURN_KEY_CREATE,
	TURN_KEY_DELETE,
	TURN_KEY_VALUE,
	TURN_ATEXIT,
	TURN_SEM_OPEN,
	TURN_CLOCK,
	TURN_SLEEP,
	TURN_STRTOK,
	TURN_AT_QUICK_EXIT,
	TURN_INPUT,
	TURN_THREAD_NAME,
	TURN_SIGNAL,
	TURN_COUNT
};
const char *turn_name(unsigned turn);

#endif
