/* Condition variables, for the rules of what ends a wait. */
#ifndef MCHECK_MACHINE_RULES_CONDITION_H
#define MCHECK_MACHINE_RULES_CONDITION_H

#include "machine/machine.h"

/* Does the thread wait for a signal, its mutex released? */
bool condition_waits(const struct machine *machine, int thread);

/* It goes on to lock its mutex, and its wait will return `error`. */
void condition_wake(struct machine *machine, int thread, int error);

#endif
