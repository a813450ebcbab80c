/* What a model calls instead of libc.
 *
 * Each function here either states an operation and returns ASK, or has a
 * local effect, puts its result into mc_cross and returns CONTINUE.  They run
 * on the scratch stack, entered through thunks (machine/thread/cross.h), and
 * are bound to the model's names by the table in entry.c. */
#ifndef MCHECK_RUNTIME_RUNTIME_H
#define MCHECK_RUNTIME_RUNTIME_H

#include <string.h>

#include "machine/thread/library.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"

/* The address for a name that the model needs; 0: mcheck does not have it. */
uint64_t runtime_bind(const char *name);
extern const struct machine_runtime runtime_for_machine;

/* Catches faults of the model, and endless loops by a clock. */
void runtime_catch_faults(void);

static inline int running(void)
{
	return mc_machine->current;
}

/* The place behind the call that led here; see thread_pc. */
static inline uint64_t call_pc(void)
{
	uint64_t pc = *(const uint64_t *)(uintptr_t)mc_cross.sp;

	return mc_machine->library ? library_caller(mc_machine, running(), pc)
				   : pc;
}

/* A fresh operation of the running thread, for ASK. */
static inline struct operation *new_operation(enum operation_kind kind,
					      uint64_t object)
{
	struct thread *thread = &mc_machine->threads[running()];

	memset(&thread->op, 0, sizeof thread->op);
	thread->op.kind = (uint16_t)kind;
	thread->op.object = object;
	thread->pauses = 0;
	return &thread->op;
}

static inline int ask(enum operation_kind kind, uint64_t object)
{
	new_operation(kind, object);
	return ASK;
}

/* The call returns `value`; unless a finding or a limit was stated. */
static inline int give_result(uint64_t value)
{
	mc_cross.result[0] = value;
	mc_cross.result[1] = 0;
	return machine_over(mc_machine) ? ASK : CONTINUE;
}

/* For a call with an effect on what libc hides from the model, which threads
 * share: false when the function must return ASK; it is called again, from its
 * beginning, when it is its turn.  It must not have done anything before. */
bool my_turn(enum turn which);

/* Checks a read or write of a range.  False when the function must return ASK:
 * it is a finding, or the access must be asked for first, where plain accesses
 * are operations; then the function is called again when that is granted, so
 * it must not have done anything yet. */
bool ask_first(uint64_t address, uint64_t size, bool write);

/* The same, and the access itself: checked for races and recorded. */
bool may_read(uint64_t address, uint64_t size);
bool may_write(uint64_t address, uint64_t size);
/* May the byte be looked at, before its read is asked for?  No: a finding. */
bool may_look(uint64_t address);

/* Reads a string: its length; or not more than `most` bytes of it. */
bool read_string(uint64_t address, uint64_t *length);
bool read_bytes(uint64_t string, uint64_t most);

/* Counts work that no operation interrupts; true: time to pause. */
bool count_work(uint64_t amount);

/* Counts work; the call returns `value`, after a pause when it is time. */
int give_after(uint64_t work, uint64_t value);

/* The search ends here, with no verdict on the rest; returns ASK. */
int reach_limit(enum limit limit);

/* Adds to what the execution has printed. */
void output_add(const char *bytes, uint64_t length);

#endif
