/* What libc keeps hidden from a program: a block in the model's memory, so that
 * it is undone and part of the state like any other.
 *
 * Each thread has one.  What belongs to the program is in the first thread's;
 * a call that changes that, or depends on it, must ask for its turn. */
#ifndef MCHECK_RUNTIME_LIBC_LIBC_STATE_H
#define MCHECK_RUNTIME_LIBC_LIBC_STATE_H

#include "runtime/runtime.h"

#define MAX_KEYS 32
#define MAX_NAMED 16
#define MAX_EXIT_HANDLERS 32
#define MAX_JUMPS 12
#define MAX_LOCAL_OBJECTS 16
#define THREAD_NAME_SIZE 16
#define MAX_SIGNALS 31 /* those in real time are not among them */

/* All addresses are the model's.  0 is the beginning of everything. */
struct libc_state {
	/* The thread's own. */
	uint64_t key_values[MAX_KEYS];
	uint64_t cleanup;    /* the innermost pthread_cleanup_push */
	uint64_t exit_value; /* of pthread_exit, while handlers run */
	uint64_t random, random48;
	uint64_t cancel_state, cancel_type; /* as <pthread.h> has them */
	uint64_t named_itself, name[THREAD_NAME_SIZE / 8];
	uint64_t signal_mask;
	uint64_t jump_count;
	struct jump {
		uint64_t buffer, frame;
		uint64_t sp, pc, registers; /* what setjmp put into it */
	} jumps[MAX_JUMPS];                 /* see jump.c */
	/* Vector registers of a call that waits to be made again. */
	uint64_t vector_count, vectors[CROSS_VECTORS];
	uint64_t local_count; /* destructors of thread-local objects */
	uint64_t local_destructors[MAX_LOCAL_OBJECTS];
	uint64_t local_objects[MAX_LOCAL_OBJECTS];
	/* The program's. */
	uint64_t key_count;
	uint64_t key_states[MAX_KEYS]; /* key_state */
	uint64_t key_destructors[MAX_KEYS];
	uint64_t named[MAX_NAMED]; /* semaphores; see semaphore.c */
	uint64_t exit_count;
	uint64_t exit_handlers[MAX_EXIT_HANDLERS];
	uint64_t quick_count;
	uint64_t quick_handlers[MAX_EXIT_HANDLERS];
	uint64_t clock_ms;
	uint64_t sleeps; /* since it was read; see clock.c */
	uint64_t strtok_rest;
	struct signal_action {
		uint64_t handler, flags, mask;
	} signals[MAX_SIGNALS];
	uint64_t input_at;    /* bytes of standard input that were read */
	uint64_t input_back;  /* the byte + 1 that ungetc put back, or 0 */
	uint64_t input_ended; /* its end was met: what feof tells */
	uint64_t input_reader;
	uint64_t exit_arguments[MAX_EXIT_HANDLERS];
	uint64_t finished; /* functions of .fini_array that were called */
};

_Static_assert(sizeof(struct libc_state) <= AREA_SIZE, "it has its place");

/* The running thread's, and the program's. */
static inline const struct libc_state *libc_state_own(void)
{
	return (const struct libc_state *)(uintptr_t)region_area(
		&mc_machine->region, running());
}

static inline const struct libc_state *libc_state_program(void)
{
	return (const struct libc_state *)(uintptr_t)region_area(
		&mc_machine->region, 0);
}

/* The one way to change a field of either. */
static inline void libc_state_set(const uint64_t *field, uint64_t value)
{
	memory_put(mc_machine, (uint64_t)(uintptr_t)field, 8,
		   (struct wide){value, 0});
}

#endif
