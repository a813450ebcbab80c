/* A model's thread: a coroutine on a stack of its own. */
#ifndef MCHECK_MACHINE_THREAD_THREAD_H
#define MCHECK_MACHINE_THREAD_THREAD_H

#include "base/hash.h"
#include "machine/thread/cross.h"
#include "machine/world/operation.h"

/* Of its cancellation: none is pending, one is, or none has an effect any more
 * since the thread is on its way to its end. */
enum cancel_status { CANCEL_NONE, CANCEL_PENDING, CANCEL_OVER };

enum thread_status { THREAD_UNUSED, THREAD_ALIVE, THREAD_FINISHED };

/* Bytes above the variables of a thread's first function: where it returns, and
 * what it saved. */
#define FIRST_FRAME 32
/* From that function's canonical frame address to the thread-local block. */
#define FIRST_CFA 16

struct range {
	uint64_t address, size;
};

/* All zero up to `stack_low` while it is unused. */
struct thread {
	/* The state: each word is hashed, by its place.  No holes. */
	struct operation op;
	uint64_t saved[CROSS_SAVED];
	uint64_t sp;
	uint64_t start[2];
	uint64_t call[CROSS_CALL];
	uint64_t return_value;
	uint64_t heap_top;
	uint8_t status;
	bool detached;
	bool c11; /* its function returns an int */
	bool joined;
	bool again;     /* when it goes, it makes its call once more */
	uint8_t cancel; /* a cancel_status */
	uint8_t unused[2];

	/* Undone like the state, but the future does not depend on it, or
	 * where it does, it follows from what is hashed. */
	uint64_t result[2];
	/* What it said it would write before it was suspended at a read: gcc
	 * copies a structure only behind the hooks of both. */
	struct range announced;
	uint64_t function;  /* that it was started with */
	uint64_t create_pc; /* where */
	/* Race detector: what release and acquire fences made ready. */
	uint32_t release_holder, acquire_holder;
	uint32_t pauses; /* in a row */
	int16_t creator;
	bool at_once; /* it ended in the step that created it */
	uint8_t unused2;
	uint32_t place; /* see footprint.h */
	uint32_t unused3;

	/* Constant, once the slot was used. */
	uint64_t stack_low, stack_top; /* what may be on the stack */
	uint64_t local;                /* its thread-local block */
	uint64_t errno_address;
	uint64_t stamp; /* of the step in which it was copied */
};

/* The threads that a step may change, as they were: for each a copy of its
 * structure up to `stack_low`, and of its stack. */
struct thread_copies {
	uint64_t *words;
	size_t count, room;
};

struct machine;

/* A new thread that will call `function(argument)`; its slot, or -1 with the
 * machine's limit set when there are too many. */
int thread_create(struct machine *machine, uint64_t function, uint64_t argument,
		  int creator);

/* Runs the thread on until it asks. */
void thread_run(struct machine *machine, int thread);

/* The thread may change from here on: makes a copy of it, once a step. */
void thread_save(struct machine *machine, int thread);

/* Makes it unused, and its stack zero, without the undo log. */
void thread_clear(struct machine *machine, int thread);

/* At the end of a step: what differs from the copies goes to the undo log and
 * to the sum of hashes. */
void thread_settle(struct machine *machine);

/* What the thread counts in that sum, by looking at all of it. */
hash128 thread_hash(const struct machine *machine, int thread);

#endif
