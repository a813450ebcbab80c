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

/* The bytes that glibc's objects take. */
#define MUTEX_SIZE 40
#define CONDITION_SIZE 48

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

/* `thread` learns what the object's users passed on, or passes on. */
void rule_acquire(struct machine *machine, int thread, struct object *object);
void rule_release(struct machine *machine, int thread, struct object *object);

/* Rules of each family, put together in the table of rules.c. */
#define RULE(name) \
	int name##_alternatives(const struct machine *machine, int thread); \
	enum performed name##_perform(struct machine *machine, int thread, \
				      int alternative)

enum performed start_perform(struct machine *machine, int thread, int way);
enum performed create_perform(struct machine *machine, int thread, int way);
enum performed finish_perform(struct machine *machine, int thread, int way);
enum performed detach_perform(struct machine *machine, int thread, int way);
enum performed exit_perform(struct machine *machine, int thread, int way);
RULE(join);
RULE(lock);
RULE(relock);
RULE(asleep);
RULE(signal);
enum performed trylock_perform(struct machine *machine, int thread, int way);
enum performed unlock_perform(struct machine *machine, int thread, int way);
enum performed mutex_init_perform(struct machine *machine, int thread, int way);
enum performed mutex_destroy_perform(struct machine *machine, int thread,
				     int way);
enum performed wait_perform(struct machine *machine, int thread, int way);
enum performed broadcast_perform(struct machine *machine, int thread, int way);
enum performed cond_init_perform(struct machine *machine, int thread, int way);
enum performed cond_destroy_perform(struct machine *machine, int thread,
				    int way);
enum performed atomic_perform(struct machine *machine, int thread, int way);
enum performed fence_perform(struct machine *machine, int thread, int way);
enum performed plain_perform(struct machine *machine, int thread, int way);
enum performed free_perform(struct machine *machine, int thread, int way);
enum performed copy_perform(struct machine *machine, int thread, int way);
enum performed set_perform(struct machine *machine, int thread, int way);
enum performed pause_perform(struct machine *machine, int thread, int way);
RULE(choose);
RULE(send);
RULE(try_send);
RULE(receive);
RULE(try_receive);
enum performed close_perform(struct machine *machine, int thread, int way);
enum performed channel_destroy_perform(struct machine *machine, int thread,
				       int way);

#endif
