/* Which threads end, in some execution. */
#include "machine/learn/ends.h"

static bool has(const uint64_t *set, int thread)
{
	return set[thread / 64] >> thread % 64 & 1;
}

static void add(uint64_t *set, int thread)
{
	set[thread / 64] |= (uint64_t)1 << thread % 64;
}

void ends_note(struct machine *machine, int thread)
{
	if (has(machine->seen.ends, thread))
		return;
	add(machine->seen.ends, thread);
	if (has(machine->seen.serves, thread))
		machine->promoted = true;
}

bool ends_seen(const struct machine *machine, int thread)
{
	return has(machine->seen.ends, thread);
}

void ends_serves(struct machine *machine, int thread)
{
	add(machine->seen.serves, thread);
}
