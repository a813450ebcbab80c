/* Does it matter how long threads sleep?
 *
 * Only to who reads a clock later.  In most programs nobody does: main reads
 * one for srand, before it creates threads, and they sleep.  So while more than
 * one thread has lived, a sleep is nothing until a search has seen both a sleep
 * and a reading, in whatever execution; then it begins again, and sleeps are
 * calls that wait for their turn.  Until then none of the readings that it made
 * could depend on a sleep.
 *
 * What was seen is kept like the uses of a word (memory.c), so that traces and
 * checkpoints have it; the cell is that of the first word of what libc hides,
 * which nobody uses. */
#ifndef MCHECK_MACHINE_LEARN_SLEEPS_H
#define MCHECK_MACHINE_LEARN_SLEEPS_H

#include "machine/machine.h"

enum time_use { TIME_READ, TIME_SLEPT };

/* The word that stands for it. */
static inline uint64_t sleeps_word(const struct machine *machine)
{
	return region_area(&machine->region, 0);
}

bool sleeps_matter(const struct machine *machine);

/* A thread reads a clock, or sleeps. */
void sleeps_note(struct machine *machine, enum time_use use);

#endif
