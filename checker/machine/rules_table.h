/* The rules of each family of operations, put together in the table of rules.c:
 * what RULE declares can be blocked or go in several ways, what PERFORM
 * declares can always go. */
#ifndef MCHECK_MACHINE_RULES_TABLE_H
#define MCHECK_MACHINE_RULES_TABLE_H

#include "machine/rules.h"

#define PERFORM(name) \
	enum performed name##_perform(struct machine *machine, int thread, \
				      int way)
#define RULE(name) \
	int name##_alternatives(const struct machine *machine, int thread); \
	PERFORM(name)

PERFORM(start);
PERFORM(create);
PERFORM(finish);
PERFORM(detach);
PERFORM(exit);
RULE(join);
RULE(lock);
RULE(relock);
RULE(asleep);
RULE(signal);
PERFORM(trylock);
PERFORM(unlock);
PERFORM(mutex_init);
PERFORM(mutex_destroy);
PERFORM(wait);
PERFORM(broadcast);
PERFORM(cond_init);
PERFORM(cond_destroy);
PERFORM(atomic);
int compare_exchange_alternatives(const struct machine *machine, int thread);
PERFORM(fence);
PERFORM(plain);
PERFORM(free);
PERFORM(copy);
PERFORM(set);
PERFORM(turn);
PERFORM(pause);
PERFORM(atomic_begin);
PERFORM(atomic_end);
RULE(once);
PERFORM(once_done);
PERFORM(timedlock);
PERFORM(mutex_consistent);
RULE(asleep_timed);
RULE(rdlock);
RULE(wrlock);
RULE(tryrdlock);
PERFORM(trywrlock);
PERFORM(rwunlock);
PERFORM(rwlock_init);
PERFORM(rwlock_destroy);
RULE(sem_wait);
PERFORM(sem_trywait);
PERFORM(sem_post);
PERFORM(sem_getvalue);
PERFORM(sem_init);
PERFORM(sem_destroy);
RULE(barrier_wait);
PERFORM(barrier_init);
PERFORM(barrier_destroy);
RULE(choose);
RULE(send);
RULE(try_send);
RULE(receive);
RULE(try_receive);
RULE(select);
PERFORM(close);
PERFORM(channel_destroy);

#undef PERFORM
#undef RULE

#endif
