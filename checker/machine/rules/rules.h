/* Rules of operations: when one can go, and what it does. */
#ifndef MCHECK_MACHINE_RULES_RULES_H
#define MCHECK_MACHINE_RULES_RULES_H

#include "machine/machine.h"
#include "machine/learn/uses.h"

/* What became of an operation that was performed. */
enum performed {
	PERFORMED_RUN, /* the thread runs on with its result */
	PERFORMED_STAY /* it asks for something else at once: op has changed */
};

/* The rule of a kind of operations; it stands in the file of its family.  A
 * column that is left out has the answer that is said last. */
struct rule {
	/* In how many ways can the thread's operation go now?  0: it is
	 * blocked.  Else: in one, or never where it cannot be performed. */
	int (*alternatives)(const struct machine *machine, int thread);

	/* It goes, in way 0..alternatives-1.  Else: it is never performed. */
	enum performed (*perform)(struct machine *machine, int thread,
				  int alternative);

	/* What it will use, for footprints.  Else: anything. */
	void (*uses)(struct machine *machine, int thread, struct uses *uses);

	/* Can it go, if at all, only spuriously?  Is this one of its ways
	 * spurious?  Such a way may never be taken again, however often
	 * it could be. */
	bool (*only_spurious)(const struct machine *machine, int thread);
	bool (*is_spurious)(const struct machine *machine, int thread, int way);

	/* Can it go only after `other` has let go of something, or ended?
	 * Else: where `other` owns its object, if that is of this kind. */
	bool (*needs)(const struct machine *machine, int thread, int other);
	enum object_kind waits_for;
};

#define OPERATION(kind, family, ...) extern const struct rule rule_##family;
#include "machine/world/operations.inc"

extern const struct rule *const operation_rules[OP_KIND_COUNT];

static inline const struct rule *rule_of(const struct machine *machine,
					 int thread)
{
	return operation_rules[machine->threads[thread].op.kind];
}

/* What the thread's pending operation will use; what else its step may use is
 * `beyond` of its place. */
void rule_uses(struct machine *machine, int thread, struct uses *uses);

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

/* The same where it has not got what it tried to get. */
enum performed get_nothing(struct machine *machine, int thread, uint64_t value);

/* The same for an error number (0: none), in the operation's style. */
enum performed give_error(struct machine *machine, int thread, int error);

/* A semaphore of this value is made there; false when that is a finding. */
bool semaphore_begin(struct machine *machine, int thread, uint64_t address,
		     uint64_t value);

/* `thread` learns what the object's users passed on, or passes on. */
void rule_acquire(struct machine *machine, int thread, struct object *object);
void rule_release(struct machine *machine, int thread, struct object *object);

/* Does the thread fail to get what another one has only because both are in
 * std::lock? */
bool rule_meets_in_lock(const struct machine *machine, int thread,
			enum object_kind kind);

/* The thread is cancelled in its call, and begins to end. */
enum performed cancel_act(struct machine *machine, int thread);

/* The thread ends; its knowledge waits for who joins it. */
void thread_finish(struct machine *machine, int thread, uint64_t value);

/* The thread is the last one and ends: has it call the next function for
 * atexit instead, if there is one. */
bool last_thread_exits(struct machine *machine, int thread);

#endif
