/* Which locks each thread holds: part of the state that a search goes back to,
 * and no part of fingerprints, as objects say the same. */
#ifndef MCHECK_MACHINE_WORLD_HELD_H
#define MCHECK_MACHINE_WORLD_HELD_H

#include "machine/world/object.h"

#define HELD_MAX 8

struct held {
	uint64_t key, lock, pc;
	bool shared; /* for reading */
};

/* Of one thread: the oldest first. */
struct holds {
	struct held held[HELD_MAX];
	uint32_t count;
};

struct holds *held_open(void);

/* Tells a lock from all others, also from one of another kind in its place, as
 * in a union; never 0. */
uint64_t held_key(const struct object *lock);

/* One more, if there is room. */
void held_add(struct machine *machine, int thread, struct held lock);
void held_let_go(struct machine *machine, int thread,
		 const struct object *lock);
/* Whoever held the lock does so no longer: it is made anew. */
void held_forget(struct machine *machine, const struct object *lock);

/* The keys of the locks that the thread holds, from index 0 on; 0: no more.  At
 * most HELD_MAX of them are known. */
uint64_t held_lock(const struct machine *machine, int thread, uint32_t index);
/* Does it hold the lock with this key; `alone`: not only for reading? */
bool held_has(const struct machine *machine, int thread, uint64_t key,
	      bool alone);

#endif
