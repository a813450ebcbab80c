/* What a model was seen to do in some execution of the search: going back does
 * not undo it.  It is saved with all that is learned, see learn/learned.h. */
#ifndef MCHECK_MACHINE_SEEN_H
#define MCHECK_MACHINE_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "race/finding.h"

struct model_seen {
	bool weak;          /* it uses an order weaker than seq_cst */
	bool stacks_shared; /* a thread has used another one's stack */
	bool poisoned;      /* some block of the heap has begun unset */
	bool robust;        /* some mutex outlives its owner */
	bool slept;         /* some thread has waited on a condition variable */
	bool assumes;       /* an mc_assume was false */
	bool weak_fails;    /* a weak compare-exchange could fail by itself */
	bool written_files; /* it writes to files, which keep nothing */
	bool handlers;      /* it sets a handler of a signal */
	bool no_input;      /* it reads stdin, of which nothing was given */
	/* Threads, a bit each: they end; they are taken to run for ever.  See
	 * learn/ends.h. */
	uint64_t ends[MAX_THREADS / 64], serves[MAX_THREADS / 64];
};

#endif
