/* Named semaphores, within the one process that a model is: sem_open.
 *
 * Each is a block of the heap of the thread that made it: the semaphore, then
 * its name.  The program's hidden block has a list of them, which threads
 * share: so each of these calls has its turn. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>

#include "machine/memory/heap.h"
#include "machine/rules/rules.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"

/* What sem_open returns when it fails. */
#define FAILED 0

/* The index of the name, or of the first free place; MAX_NAMED: none. */
static uint64_t find(const char *name, bool *found)
{
	const struct libc_state *shared = libc_state_program();
	uint64_t unused = MAX_NAMED;

	for (uint64_t i = 0; i < MAX_NAMED; i++) {
		uint64_t at = shared->named[i];

		if (!at && unused == MAX_NAMED)
			unused = i;
		if (at && strcmp((const char *)(uintptr_t)(at + sizeof(sem_t)),
				 name) == 0) {
			*found = true;
			return i;
		}
	}
	*found = false;
	return unused;
}

static int fail(int error, uint64_t result)
{
	set_errno(error);
	return give_result(result);
}

/* A new semaphore with this name and value, in the place of this index. */
static int make(uint64_t name, uint64_t length, uint64_t index, unsigned value)
{
	struct machine *machine = mc_machine;
	uint64_t size = sizeof(sem_t) + length + 1, at;

	at = heap_allocate(machine, running(), size, 16, true, call_pc());
	if (!at)
		return ASK;
	machine->blocks[machine->block_count].internal = true;
	memory_touch(machine, at, size);
	memcpy((void *)(uintptr_t)(at + sizeof(sem_t)),
	       (const void *)(uintptr_t)name, length + 1);
	libc_state_set(&libc_state_program()->named[index], at);
	semaphore_begin(machine, running(), at, value);
	return give_result(at);
}

/* The model's call has its mode and value in registers even where they are not
 * given: then nothing is made. */
int rt_sem_open(uint64_t name, int flags, unsigned mode, unsigned value)
{
	uint64_t length, index;
	bool found;

	(void)mode;
	if (!my_turn(TURN_SEM_OPEN) || !read_string(name, &length))
		return ASK;
	index = find((const char *)(uintptr_t)name, &found);
	if (found && flags & O_CREAT && flags & O_EXCL)
		return fail(EEXIST, FAILED);
	if (found)
		return give_result(libc_state_program()->named[index]);
	if (!(flags & O_CREAT))
		return fail(ENOENT, FAILED);
	if (index == MAX_NAMED)
		return reach_limit(LIMIT_LIBRARY);
	if (value > SEM_VALUE_MAX)
		return fail(EINVAL, FAILED);
	return make(name, length, index, value);
}

/* The semaphore stays: others may have it open. */
int rt_sem_close(uint64_t semaphore)
{
	if (object_find(mc_machine, semaphore, OBJECT_SEMAPHORE))
		return give_result(0);
	machine_found(mc_machine, running(), FINDING_OBJECT_LIFETIME, semaphore,
		      "closes something that is not a semaphore");
	return ASK;
}

int rt_sem_unlink(uint64_t name)
{
	uint64_t length, index;
	bool found;

	if (!my_turn(TURN_SEM_OPEN) || !read_string(name, &length))
		return ASK;
	index = find((const char *)(uintptr_t)name, &found);
	if (!found)
		return fail(ENOENT, (uint64_t)-1);
	libc_state_set(&libc_state_program()->named[index], 0);
	return give_result(0);
}
