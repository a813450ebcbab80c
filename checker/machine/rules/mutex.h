/* Mutexes, for the rules of what else uses them. */
#ifndef MCHECK_MACHINE_RULES_MUTEX_H
#define MCHECK_MACHINE_RULES_MUTEX_H

#include "machine/memory/lifetime.h"

/* Of a mutex object. */
enum mutex_flags {
	MUTEX_ROBUST = 1,
	MUTEX_INCONSISTENT = 2, /* its last owner ended while it held it */
	MUTEX_LOST = 4,         /* and nobody made it consistent again */
	MUTEX_ORPHANED = 16,    /* its owner has ended, nobody has it since */
	MUTEX_UNTIMED = 8       /* C11's without mtx_timed */
};

/* In the operation's `function`. */
enum lock_flavour { LOCK_MUTEX, LOCK_SPIN };

/* The mutex, fit for use; NULL when that is a finding. */
struct object *mutex_use(struct machine *machine, int thread, uint64_t address,
			 const char *verb);

/* Takes a mutex that is free or the thread's own; an error number. */
int mutex_lock(struct machine *machine, int thread, struct object *mutex);

/* One unlock of a mutex that the thread holds. */
void mutex_let_go(struct machine *machine, int thread, struct object *mutex);

/* Is what the thread asks for to let go of a mutex that it holds? */
bool mutex_lets_go(const struct machine *machine, int thread);

/* The thread ends: its robust mutexes can be had by others. */
void mutex_owner_ends(struct machine *machine, int thread);

#endif
