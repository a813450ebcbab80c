/* Rules of operations: when one can go, and what it does. */
#ifndef MCHECK_MACHINE_RULES_H
#define MCHECK_MACHINE_RULES_H

#include "machine/machine.h"

/* What became of an operation that was performed. */
enum performed {
	PERFORMED_RUN, /* the thread runs on with its result */
	PERFORMED_STAY /* it asks for something else at once: op has changed */
};

/* `alternatives`: in how many ways can the thread's operation go now?  0 means
 * that it is blocked.  `perform`: it goes, in way 0..alternatives-1. */
struct rule {
	const char *name; /* in traces: "lock", "wait", ... */
	int (*alternatives)(const struct machine *machine, int thread);
	enum performed (*perform)(struct machine *machine, int thread,
				  int alternative);
	uint32_t extent; /* bytes of the object; 0: the operation's size */
};

extern const struct rule operation_rules[OP_KIND_COUNT];

/* How many bytes the object of such an operation has, for naming it. */
uint32_t operation_extent(unsigned kind, uint32_t size);

static inline struct operation *op_of(struct machine *machine, int thread)
{
	return &machine->threads[thread].op;
}

/* The operation's result is `value`, and the thread runs on. */
static inline enum performed give(struct machine *machine, int thread,
				  uint64_t value)
{
	machine->threads[thread].result[0] = value;
	return PERFORMED_RUN;
}

/* The same for an error number (0: none), in the operation's style. */
enum performed give_error(struct machine *machine, int thread, int error);

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
	TURN_COUNT
};
const char *turn_name(unsigned turn);

/* Does the thread ask for a read lock that a writer waits for?  POSIX lets it
 * go first, or wait. */
bool rwlock_overtakes(const struct machine *machine, int thread);

/* Does a thread that asks for a read-write lock wait for what `other` holds of
 * it, or (a reader) for `other`, a writer that may come first? */
bool rwlock_needs(const struct machine *machine, int thread, int other);

/* A semaphore of this value is made there; false when that is a finding. */
bool semaphore_begin(struct machine *machine, int thread, uint64_t address,
		     uint64_t value);

/* `thread` learns what the object's users passed on, or passes on. */
void rule_acquire(struct machine *machine, int thread, struct object *object);
void rule_release(struct machine *machine, int thread, struct object *object);

/* The thread is the last one and ends: has it call the next function for
 * atexit instead, if there is one. */
bool last_thread_exits(struct machine *machine, int thread);

#endif
