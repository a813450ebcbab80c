/* What atomics pass on, for all rules of atomics. */
#ifndef MCHECK_MACHINE_ATOMIC_H
#define MCHECK_MACHINE_ATOMIC_H

#include "machine/rules.h"

/* The thread has read, written or updated the atomic object at the address,
 * with this memory order: knowledge goes to and fro (C11 5.1.2.4). */
void atomic_pass(struct machine *machine, int thread, uint64_t address,
		 bool reads, bool writes, unsigned order);

#endif
