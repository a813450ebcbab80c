/* A model's thread: a coroutine on a stack of its own. */
#ifndef MCHECK_MACHINE_THREAD_H
#define MCHECK_MACHINE_THREAD_H

#include "base/hash.h"
#include "machine/cross.h"
#include "machine/operation.h"

enum thread_status { THREAD_UNUSED, THREAD_ALIVE, THREAD_FINISHED };

struct thread {
	uint64_t saved[CROSS_SAVED];
	uint64_t sp;
	uint64_t result[2];
	uint64_t start[2];
	struct operation op;
	uint64_t return_value;
	uint64_t heap_top;
	uint8_t status;
	bool detached;
	bool c11; /* its function returns an int */
	bool joined;
	bool at_once; /* it ended in the step that created it */
	int16_t creator;
	uint32_t pauses; /* in a row; not part of the state */
	uint32_t place;  /* see footprint.h */
	/* A structure that it said it would write: gcc copies only behind the
	 * hook of the read, at which the thread may be suspended. */
	uint64_t announced, announced_size;
	bool again;      /* when it goes, it makes its call once more */
	uint64_t call[CROSS_CALL];
	uint64_t function;  /* that it was started with */
	uint64_t create_pc; /* where */
	hash128 hash;

	/* Constant while the thread lives. */
	uint64_t stack_low, stack_top; /* what may be on the stack */
	uint64_t local;                /* its thread-local block */
	uint64_t errno_address;
	/* Race detector: what release and acquire fences made ready. */
	uint32_t release_holder, acquire_holder;

	uint64_t saved_step; /* its stack is in the undo log since then */
};

struct machine;

/* A new thread that will call `function(argument)`; its slot, or -1 with the
 * machine's limit set when there are too many. */
int thread_create(struct machine *machine, uint64_t function, uint64_t argument,
		  int creator);

/* Runs the thread on until it asks. */
void thread_run(struct machine *machine, int thread);

/* It ends; its knowledge waits for who joins it. */
void thread_finish(struct machine *machine, int thread, uint64_t value);

/* Saves the thread to the undo log, once a step. */
void thread_save(struct machine *machine, int thread);

/* Brings its hash up to date. */
void thread_rehash(struct machine *machine, int thread);

/* Where the thread is: the address behind the call that it made; in C++, behind
 * the one that it made to the library. */
uint64_t thread_pc(const struct machine *machine, int thread);
uint64_t thread_raw_pc(const struct machine *machine, int thread);

/* The undo log puts back a stack that begins at `sp`: what lies below goes. */
void thread_clear_below(void *machine, uint64_t sp);

/* A function's frame ends (called by cross_function_exit). */
int frame_end(void);

/* What a thread's function returns to (called by cross_thread_return). */
int thread_return(uint64_t value);

#endif
