/* Who waits for whom, and who for ever.
 *
 *   T1 --waits to lock a--> T2 --waits to lock b--> T1      a cycle
 *   T1 --waits to lock a--> T2, which has ended             nobody lets go
 *   T1 --joins--> T2 --waits to lock a--> T3 --...          behind a cycle
 *
 * A thread that waits for a signal, a message or the like is not stuck for
 * ever as long as some other thread can go: that one might give it. */
#ifndef MCHECK_MACHINE_STUCK_H
#define MCHECK_MACHINE_STUCK_H

#include "machine/machine.h"

/* Can `thread` go on only after `other` has let go of something, or ended? */
bool stuck_needs(const struct machine *machine, int thread, int other);

/* Is the thread blocked (wake-ups without a signal aside)? */
bool stuck_is_blocked(const struct machine *machine, int thread);

/* Marks the threads that nothing can free, whatever the others do; returns
 * their number. */
int stuck_for_ever(const struct machine *machine, bool stuck[MAX_THREADS]);

/* The program ends, by `thread`: threads that are stuck for ever then are a
 * finding. */
void stuck_at_end(struct machine *machine, int thread);

#endif
