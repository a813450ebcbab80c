/* What atomics and fences pass on. */
#ifndef MCHECK_MACHINE_RULES_ATOMIC_PASS_H
#define MCHECK_MACHINE_RULES_ATOMIC_PASS_H

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* What the thread knows goes to the atomic it writes, and what that passes on
 * to the thread that reads, as the order says. */
void atomic_pass(struct machine *machine, int thread, uint64_t address,
		 bool reads, bool writes, unsigned order);

/* The thread passes a fence. */
void atomic_fence(struct machine *machine, int thread, unsigned order);

#endif
