/* A set of threads. */
#ifndef MCHECK_EXPLORE_THREAD_SET_H
#define MCHECK_EXPLORE_THREAD_SET_H

#include "machine/world/region.h"

struct thread_set {
	uint64_t words[MAX_THREADS / 64];
};

static inline void set_add(struct thread_set *set, int thread)
{
	set->words[thread / 64] |= (uint64_t)1 << thread % 64;
}

static inline bool set_has(const struct thread_set *set, int thread)
{
	return set->words[thread / 64] >> thread % 64 & 1;
}

static inline void set_unite(struct thread_set *set,
			     const struct thread_set *other)
{
	for (int i = 0; i < MAX_THREADS / 64; i++)
		set->words[i] |= other->words[i];
}

static inline void set_meet(struct thread_set *set,
			    const struct thread_set *other)
{
	for (int i = 0; i < MAX_THREADS / 64; i++)
		set->words[i] &= other->words[i];
}

/* Those of `set` that are not of `other`. */
static inline struct thread_set set_without(struct thread_set set,
					    const struct thread_set *other)
{
	for (int i = 0; i < MAX_THREADS / 64; i++)
		set.words[i] &= ~other->words[i];
	return set;
}

static inline bool set_is_empty(const struct thread_set *set)
{
	for (int i = 0; i < MAX_THREADS / 64; i++)
		if (set->words[i])
			return false;
	return true;
}

#endif
