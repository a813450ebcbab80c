/* Where calls through pointers may lead: to the beginnings of the model's
 * functions, and to the stubs of those that it is bound to. */
#ifndef MCHECK_MACHINE_THREAD_TARGETS_H
#define MCHECK_MACHINE_THREAD_TARGETS_H

#include "machine/machine.h"

#include <stdbool.h>
#include <stdint.h>

/* What the check of calls looks at, known to the assembly of cross_call_check:
 * `starts` has a byte for each of the text, 1 where a function begins; stubs
 * begin at multiples of STUB_SIZE. */
struct targets {
	uint64_t text, text_size;
	const unsigned char *starts;
	uint64_t stubs, stubs_size;
	uint64_t saved; /* of cross_call_check */
};

extern struct targets mc_targets;

/* Once the model is loaded. */
void targets_open(const struct machine *machine);

/* May `function` be called?  If not, it is a finding of the thread's. */
bool targets_allow(struct machine *machine, int thread, uint64_t function);

#endif
