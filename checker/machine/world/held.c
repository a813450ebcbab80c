/* Which locks each thread holds, the oldest first. */
#include "machine/world/held.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"

struct holds *held_open(void)
{
	return mem_reserve(NULL, MAX_THREADS * sizeof(struct holds));
}

uint64_t held_key(const struct object *lock)
{
	return lock->address << 1 | (lock->kind == OBJECT_RWLOCK);
}

void held_add(struct machine *machine, int thread, struct held lock)
{
	struct holds *holds = &machine->held[thread];

	if (holds->count == HELD_MAX)
		return;
	/* What lies behind the last one means nothing. */
	undo_save(&machine->undo, &holds->count, sizeof holds->count);
	holds->held[holds->count++] = lock;
}

void held_let_go(struct machine *machine, int thread, const struct object *lock)
{
	struct holds *holds = &machine->held[thread];
	uint64_t key = held_key(lock);
	uint32_t i = 0;

	while (i < holds->count && holds->held[i].key != key)
		i++;
	if (i == holds->count)
		return;
	undo_save(&machine->undo, &holds->count, sizeof holds->count);
	undo_save(&machine->undo, &holds->held[i],
		  (holds->count - i) * sizeof *holds->held);
	holds->count--;
	memmove(&holds->held[i], &holds->held[i + 1],
		(holds->count - i) * sizeof *holds->held);
}

void held_forget(struct machine *machine, const struct object *lock)
{
	for (int i = 0; i < machine->thread_count; i++)
		held_let_go(machine, i, lock);
}

uint64_t held_lock(const struct machine *machine, int thread, uint32_t index)
{
	const struct holds *holds = &machine->held[thread];

	return index < holds->count ? holds->held[index].key : 0;
}

bool held_has(const struct machine *machine, int thread, uint64_t key,
	      bool alone)
{
	const struct holds *holds = &machine->held[thread];

	for (uint32_t i = 0; i < holds->count; i++)
		if (holds->held[i].key == key)
			return !alone || !holds->held[i].shared;
	return false;
}
