/* Which locks guard a word: sets of locks, each kept once. */
#include "machine/learn/guard.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/world/held.h"
#include "machine/world/memory_flags.h"

/* With more, words are followed as if nothing guarded them. */
#define MAX_SETS 1024u
#define MAX_UNFIT 64u

struct guard_set {
	uint64_t locks[HELD_MAX]; /* their keys, see lock_order.h */
	uint64_t count;
};

/* Never undone, like all that is learned. */
struct guards {
	uint64_t unfit[MAX_UNFIT];
	uint64_t unfit_count;
	uint64_t set_count;
	struct guard_set sets[MAX_SETS]; /* set i has the number i + 1 */
};

struct guards *guard_open(void)
{
	return mem_reserve(NULL, sizeof(struct guards));
}

static bool is_unfit(const struct guards *guards, uint64_t lock)
{
	for (uint64_t i = 0; i < guards->unfit_count; i++)
		if (guards->unfit[i] == lock)
			return true;
	return guards->unfit_count == MAX_UNFIT;
}

static uint32_t number_of(struct guards *guards, const struct guard_set *set)
{
	size_t size = set->count * sizeof *set->locks;

	for (uint64_t i = 0; set->count && i < guards->set_count; i++)
		if (guards->sets[i].count == set->count &&
		    memcmp(guards->sets[i].locks, set->locks, size) == 0)
			return (uint32_t)i + 1;
	if (!set->count || guards->set_count == MAX_SETS)
		return GUARD_NONE;
	guards->sets[guards->set_count++] = *set;
	return (uint32_t)guards->set_count;
}

/* The first use: all that the thread holds. */
static uint32_t begin(struct machine *machine, int thread, bool writes)
{
	struct guards *guards = machine->guards;
	struct guard_set set = {.count = 0};
	uint64_t lock;

	for (uint32_t i = 0; (lock = held_lock(machine, thread, i)); i++)
		if (held_has(machine, thread, lock, writes) &&
		    !is_unfit(guards, lock))
			set.locks[set.count++] = lock;
	return number_of(guards, &set);
}

uint32_t guard_narrow(struct machine *machine, uint32_t guard, int thread,
		      bool writes)
{
	struct guard_set left = {.count = 0};
	const struct guard_set *set;

	if (guard == GUARD_ANY)
		return begin(machine, thread, writes);
	set = &machine->guards->sets[guard - 1];
	for (uint64_t i = 0; i < set->count; i++)
		if (held_has(machine, thread, set->locks[i], writes))
			left.locks[left.count++] = set->locks[i];
	if (left.count && left.count == set->count)
		return guard;
	return number_of(machine->guards, &left);
}

static bool take_out(struct guard_set *set, uint64_t lock)
{
	for (uint64_t i = 0; i < set->count; i++)
		if (set->locks[i] == lock) {
			set->count--;
			memmove(&set->locks[i], &set->locks[i + 1],
				(set->count - i) * sizeof lock);
			return true;
		}
	return false;
}

void guard_unfit(struct machine *machine, uint64_t lock)
{
	struct guards *guards = machine->guards;

	if (is_unfit(guards, lock))
		return;
	guards->unfit[guards->unfit_count++] = lock;
	for (uint32_t i = 0; i < guards->set_count; i++) {
		struct guard_set *set = &guards->sets[i];

		if (guards->unfit_count == MAX_UNFIT)
			set->count = 0;
		else if (!take_out(set, lock))
			continue;
		if (set->count == 0)
			memory_unguard(machine, i + 1);
	}
}

static size_t size_of(uint64_t sets)
{
	return offsetof(struct guards, sets) + sets * sizeof(struct guard_set);
}

const void *guard_all(const struct guards *guards, size_t *size)
{
	*size = size_of(guards->set_count);
	return guards;
}

bool guard_set_all(struct guards *guards, const void *bytes, size_t size)
{
	uint64_t counts[2]; /* unfit_count, set_count */

	if (size < size_of(0))
		return false;
	memcpy(counts,
	       (const char *)bytes + offsetof(struct guards, unfit_count),
	       sizeof counts);
	if (counts[0] > MAX_UNFIT || counts[1] > MAX_SETS ||
	    size != size_of(counts[1]))
		return false;
	memcpy(guards, bytes, size);
	return true;
}
