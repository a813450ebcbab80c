/* Atomic operations on objects of any size: see rules_object.c. */
#ifndef MCHECK_MACHINE_RULES_OBJECT_H
#define MCHECK_MACHINE_RULES_OBJECT_H

#include "machine/rules.h"

/* Performs an operation whose values are `in_memory`. */
enum performed object_perform(struct machine *machine, int thread);

/* What the thread knows goes to the atomic it writes, and what that passes on
 * to the thread that reads, as the order says (in rules_atomic.c). */
void atomic_pass(struct machine *machine, int thread, uint64_t address,
		 bool reads, bool writes, unsigned order);

#endif
