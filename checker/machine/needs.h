/* What can happen in a model at all, by the names that it needs from libc and
 * from us: what it never calls need not be looked for. */
#ifndef MCHECK_MACHINE_NEEDS_H
#define MCHECK_MACHINE_NEEDS_H

#include <stdbool.h>

struct elf;

struct model_needs {
	bool fences;
	bool clocks;               /* it reads one */
	bool thread_names;         /* it reads them */
	bool key_deletes;          /* of keys of thread-specific data */
	bool sees_waiting;         /* whether a thread waits at a rendezvous */
	bool progress;             /* it says what is useful */
	bool cancels;              /* threads, with pthread_cancel */
	bool sees_ends;            /* of threads, but by a join */
	bool thread_exit, at_exit; /* both: the thread that ends last runs what
				    * was registered, so that ends are seen */
};

struct model_needs needs_of(const struct elf *elf);

#endif
