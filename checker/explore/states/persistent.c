/* Persistent sets, from footprints.
 *
 * In a state, a set P of threads is persistent when nothing that the others can
 * do without P conflicts with what a thread of P does next.  Then it is enough
 * to try the threads of P there (Godefroid, "Partial-Order Methods for the
 * Verification of Concurrent Systems", 1996, chapter 4).  P is closed under:
 *
 *  - a thread whose future conflicts with the next step of one in P is in P;
 *  - a thread that could enable one in P which is blocked is in P.  Whoever
 *    does that uses the same object, so it is there by the first rule; but for
 *    a join, which the end of its target enables.
 *
 *	T1: lock a     future of T2: {b}        P = {T1}: T2 need not be tried
 *	T2: lock b     future of T3: {a, b}     P = {T1, T3}, and T3 asks for b,
 *	T3: lock b                              so T2 comes in as well
 *
 * Futures are those known at the beginning of the search.  Why that is enough:
 * let some execution do what a future does not allow for.  Take a shortest one;
 * but for its last step all that it does is allowed for, so the argument above
 * applies to it, and leads to an execution that the search takes and that does
 * the same.  So a search that has not become stale has missed nothing (Stoller
 * and Cohen, "Optimistic synchronization-based state-space reduction", TACAS
 * 2003).  That the search is deterministic in what it takes for granted makes
 * no difference: only that it ends without a surprise.
 *
 * A mutex is let go by a thread that holds it.  As long as that thread does not
 * go, others cannot take the mutex; if they let go of it or wait with it, that
 * is a misuse of the same class before and after.  So among the uses of a mutex
 * that belong to holding it, none conflicts with that one; a trylock, which
 * fails, does.
 *
 * Plain accesses need no place in a footprint.  If two of them conflict and
 * nothing orders them that is a data race, which is found in every order of the
 * independent steps around it, since such steps pass no knowledge on.  If
 * something does order them, its operations are dependent and keep their order.
 * (A race on a word that is not followed, because a lock guards it, would be
 * come to as well, and so one of its uses without the lock: see guard.h.)
 *
 * An operation that a thread asks for while all others have ended or do not
 * exist yet is no use: when another thread is in P and alive, nobody outside P
 * comes to be alone.
 *
 * Nothing is wrongly taken for a deadlock, or missed as one.  A deadlock is a
 * state in which no thread can go but spuriously (a wake-up without a signal).
 * If a path leads there without a thread of P, then a step of P that is not
 * spurious can still be made there: so P must have one.
 *
 * Cycles: a step may be put off again and again around a cycle.  So in each
 * cycle some state tries all threads: the one from which an edge leads back to
 * a state that is not complete (states.c).  This also keeps fair cycles: along
 * one, each thread of P comes to move, since what it asks for stays possible;
 * and whether a thread is disabled depends on the order of dependent steps
 * only (Peled, "All from one, one for all", CAV 1993). */
#include "explore/states/persistent.h"

#include "machine/learn/footprint.h"
#include "machine/rules/rules.h"
#include "machine/rules/mutex.h"

struct choice {
	struct machine *machine;
	uint64_t alive, enabled;
	uint64_t solid; /* enabled, and not only spuriously */
	uint64_t known; /* conflicts[] is filled */
	uint64_t conflicts[PERSISTENT_MOST];
};

static bool one_conflicts(const struct footprint_set *future,
			  const struct uses *uses)
{
	for (int i = 0; i < uses->count; i++)
		if (uses->use[i].object == USED_ALL ||
		    footprint_conflicts(future, uses->use[i]))
			return true;
	return false;
}

static uint64_t bit(int thread)
{
	return (uint64_t)1 << thread;
}

/* A blocked join waits for the end of its target, wherever that is. */
static uint64_t enabler(const struct choice *choice, int thread)
{
	const struct operation *op = &choice->machine->threads[thread].op;

	if (op->kind != OP_JOIN || choice->enabled & bit(thread))
		return 0;
	return bit((int)op->operand - 1);
}

/* The threads that must be in a set in which this one is. */
static uint64_t find_conflicts(const struct choice *choice, int thread)
{
	struct machine *machine = choice->machine;
	const struct footprint_place *places = machine->footprint->places;
	const struct uses *extra =
		&places[machine->threads[thread].place].extra;
	uint64_t found = enabler(choice, thread);
	struct uses uses;

	rule_uses(machine, thread, &uses);
	/* Whoever uses what a blocked one waits for may let it go. */
	for (int i = 0; i < uses.count && !(choice->enabled & bit(thread)); i++)
		uses.use[i].mode = USE_WRITE;
	if (mutex_lets_go(machine, thread))
		uses.use[0].mode = USE_LET_GO;
	for (uint64_t left = choice->alive & ~bit(thread); left;
	     left &= left - 1) {
		int other = __builtin_ctzll(left);
		const struct footprint_set *future =
			&places[machine->threads[other].place].future;

		if (footprint_has(future, USE_WRITE, USED_ALL) ||
		    one_conflicts(future, &uses) ||
		    one_conflicts(future, extra))
			found |= bit(other);
	}
	return found;
}

/* The smallest set with the thread in it. */
static uint64_t close_over(struct choice *choice, int thread)
{
	uint64_t set = bit(thread), left = set;

	while (left) {
		int at = __builtin_ctzll(left);

		if (!(choice->known & bit(at))) {
			choice->conflicts[at] = find_conflicts(choice, at);
			choice->known |= bit(at);
		}
		left = (left & (left - 1)) | (choice->conflicts[at] & ~set);
		set |= choice->conflicts[at];
	}
	return set;
}

static void look_at_threads(struct choice *choice)
{
	struct machine *machine = choice->machine;

	for (int i = 0; i < machine->thread_count; i++) {
		if (machine->threads[i].status != THREAD_ALIVE)
			continue;
		choice->alive |= bit(i);
		if (machine_alternatives(machine, i, true) == 0)
			continue;
		choice->enabled |= bit(i);
		if (!machine_only_spurious(machine, i))
			choice->solid |= bit(i);
	}
}

static int size_of(uint64_t set)
{
	return __builtin_popcountll(set);
}

uint64_t persistent_threads(struct machine *machine, int last)
{
	struct choice choice = {.machine = machine};
	uint64_t best, set, left;

	if (machine->thread_count > PERSISTENT_MOST)
		return PERSISTENT_EVERY;
	look_at_threads(&choice);
	if (size_of(choice.enabled) < 2)
		return PERSISTENT_EVERY;
	best = choice.enabled;
	if (last >= 0 && choice.solid & bit(last))
		best &= close_over(&choice, last);
	for (left = choice.solid; left && size_of(best) > 1; left &= left - 1) {
		set = choice.enabled &
		      close_over(&choice, __builtin_ctzll(left));
		if (size_of(set) < size_of(best))
			best = set;
	}
	return best == choice.enabled ? PERSISTENT_EVERY : best;
}
