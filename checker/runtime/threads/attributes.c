/* Attribute objects of POSIX threads: init, set, get, destroy.
 *
 * Only what changes what a program does is looked at later: a mutex's type and
 * robustness, and whether a thread is detached.  The rest is kept for get. */
#include "runtime/threads/attributes.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <time.h>

#include "runtime/functions.h"

#define INITIALISED 0x6d630000u
#define UPPER_HALF 0xffff0000u

static const struct {
	unsigned shift, most;
} fields[] = {[ATTRIBUTE_TYPE] = {0, 3},     [ATTRIBUTE_ROBUST] = {2, 1},
	      [ATTRIBUTE_SHARED] = {3, 1},   [ATTRIBUTE_PROTOCOL] = {4, 3},
	      [ATTRIBUTE_CLOCK] = {6, 15},   [ATTRIBUTE_KIND] = {10, 3},
	      [ATTRIBUTE_DETACHED] = {12, 1}};

/* The word of attributes that were initialised, about to be used. */
static bool use(uint64_t address, bool write, unsigned *word)
{
	if (write ? !may_write(address, 4) : !may_read(address, 4))
		return false;
	*word = (unsigned)memory_get(address, 4).low;
	if ((*word & UPPER_HALF) == INITIALISED)
		return true;
	machine_found(mc_machine, running(), FINDING_OBJECT_LIFETIME, address,
		      "uses attributes that were never initialised");
	return false;
}

bool attribute_read(uint64_t address, enum attribute which, int *value)
{
	unsigned word = 0;

	if (address && !use(address, false, &word))
		return false;
	*value = (int)(word >> fields[which].shift & fields[which].most);
	return true;
}

static int set(uint64_t address, enum attribute which, int value)
{
	unsigned shift = fields[which].shift, most = fields[which].most, word;

	if (!use(address, true, &word))
		return ASK;
	if (value < 0 || (unsigned)value > most)
		return give_result(EINVAL);
	word = (word & ~(most << shift)) | (unsigned)value << shift;
	memory_put(mc_machine, address, 4, (struct wide){word, 0});
	return give_result(0);
}

static int get(uint64_t address, enum attribute which, uint64_t to)
{
	int value;

	if (!attribute_read(address, which, &value) || !may_write(to, 4))
		return ASK;
	memory_put(mc_machine, to, 4, (struct wide){(uint64_t)value, 0});
	return give_result(0);
}

static int put(uint64_t address, unsigned word)
{
	if (!may_write(address, 4))
		return ASK;
	memory_put(mc_machine, address, 4, (struct wide){word, 0});
	return give_result(0);
}

int rt_attribute_init(uint64_t attributes)
{
	return put(attributes, INITIALISED);
}

int rt_attribute_destroy(uint64_t attributes)
{
	unsigned word;

	return use(attributes, false, &word) ? put(attributes, 0) : ASK;
}

#define ATTRIBUTE(name, which) \
	int rt_set_##name(uint64_t attributes, int value) \
	{ \
		return set(attributes, which, value); \
	} \
	int rt_get_##name(uint64_t attributes, uint64_t to) \
	{ \
		return get(attributes, which, to); \
	}

ATTRIBUTE(robust, ATTRIBUTE_ROBUST)
ATTRIBUTE(shared, ATTRIBUTE_SHARED)
ATTRIBUTE(protocol, ATTRIBUTE_PROTOCOL)
ATTRIBUTE(kind, ATTRIBUTE_KIND)
ATTRIBUTE(detached, ATTRIBUTE_DETACHED)

int rt_set_type(uint64_t attributes, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ADAPTIVE_NP)
		return give_result(EINVAL);
	return set(attributes, ATTRIBUTE_TYPE, type);
}

int rt_get_type(uint64_t attributes, uint64_t to)
{
	return get(attributes, ATTRIBUTE_TYPE, to);
}

int rt_set_clock(uint64_t attributes, int clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return give_result(EINVAL);
	return set(attributes, ATTRIBUTE_CLOCK, clock);
}

int rt_get_clock(uint64_t attributes, uint64_t to)
{
	return get(attributes, ATTRIBUTE_CLOCK, to);
}

/* What a thread's attributes say beside: taken and kept nowhere, as every
 * thread's stack is as large as it is, and the scheduler is mcheck. */
int rt_set_ignored(uint64_t attributes)
{
	unsigned word;

	return use(attributes, false, &word) ? give_result(0) : ASK;
}

int rt_set_stacksize(uint64_t attributes, uint64_t size)
{
	unsigned word;

	if (!use(attributes, false, &word))
		return ASK;
	return give_result(size < (uint64_t)PTHREAD_STACK_MIN ? EINVAL : 0);
}

int rt_get_stacksize(uint64_t attributes, uint64_t to)
{
	unsigned word;

	if (!use(attributes, false, &word) || !may_write(to, 8))
		return ASK;
	memory_put(mc_machine, to, 8, (struct wide){STACK_SIZE, 0});
	return give_result(0);
}
