/* Locks that guard words of memory.
 *
 * A word whose every use, on all edges that a search explores, is made with one
 * and the same lock held (a mutex, or a read-write lock that is held for
 * writing by who writes) is in no data race.  For if it is in one in some
 * execution, then also in one along explored edges, and there the lock puts the
 * two uses in an order; see docs/soundness.md.  So the race detector need not
 * follow the word, and states do not differ in who has seen which of its
 * values.  Which uses there are must depend on the state alone: one that is
 * overlooked on one way to a state may be seen on no other.
 *
 * Which locks are left for a word is what Eraser keeps of it (Savage, Burrows,
 * Nelson, Sobalvarro, Anderson, TOCS 1997).  But there a word without one is an
 * alarm; here it is one to be followed, in a search that begins again (see
 * memory.c), so no race is missed or made up.
 *
 * Uses while only one thread lives, and all others' ends are known to it, are
 * ordered anyhow and do not count.
 *
 * What the detector knows of a lock is forgotten when the lock is made anew:
 * then it is unfit to guard anything, and nobody holds it.  Where a thread
 * holds more locks than are known (lock_order.h), the one that guards a word
 * may be missed: then the word is followed. */
#ifndef MCHECK_MACHINE_LEARN_GUARD_H
#define MCHECK_MACHINE_LEARN_GUARD_H

#include "machine/machine.h"

#define GUARD_ANY 0u          /* not used yet */
#define GUARD_NONE UINT32_MAX /* no lock is left */

struct guards;

struct guards *guard_open(void);

/* The locks that are left of `guard` when the thread uses the word. */
uint32_t guard_narrow(struct machine *machine, uint32_t guard, int thread,
		      bool writes);

/* The lock (see held_key) is made anew, and not by one who is alone.  Words
 * that nothing else guards are given to memory_unguard.  (That others have held
 * it before is not asked: in a state that is equal to this one they may have.)
 */
void guard_unfit(struct machine *machine, uint64_t lock);

/* All of it, to be kept and put back elsewhere (false: that is no such thing).
 */
const void *guard_all(const struct guards *guards, size_t *size);
bool guard_set_all(struct guards *guards, const void *bytes, size_t size);

#endif
