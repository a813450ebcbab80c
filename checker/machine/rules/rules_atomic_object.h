/* Atomic operations on objects of any size: see rules_atomic_object.c. */
#ifndef MCHECK_MACHINE_RULES_RULES_ATOMIC_OBJECT_H
#define MCHECK_MACHINE_RULES_RULES_ATOMIC_OBJECT_H

#include "machine/rules/rules.h"

/* Performs an operation whose values are `in_memory`. */
enum performed atomic_object_perform(struct machine *machine, int thread);

#endif
