/* The life of a synchronisation object: made by its init function or by a
 * static initialiser, used, destroyed, and perhaps made anew in its place. */
#ifndef MCHECK_MACHINE_MEMORY_LIFETIME_H
#define MCHECK_MACHINE_MEMORY_LIFETIME_H

#include "machine/rules/rules.h"

/* A type of object.  `is_static` says whether the bytes at an address are what
 * its static initialiser gives; NULL: it has none. */
struct lifetime {
	enum object_kind kind;
	uint32_t size;
	const char *noun; /* with its article: "a mutex" */
	bool (*is_static)(uint64_t address);
};

/* The object at the address, fit for use; NULL when the use is a finding
 * ("locks a mutex that was destroyed") or a limit was reached. */
struct object *lifetime_use(struct machine *machine, int thread,
			    const struct lifetime *type, uint64_t address,
			    const char *verb);

/* A new object at the address, by its init function; what threads passed on
 * through an old one is gone.  NULL as above. */
struct object *lifetime_begin(struct machine *machine, int thread,
			      const struct lifetime *type, uint64_t address);

/* It is destroyed.  The caller has seen that nobody uses it. */
void lifetime_end(struct machine *machine, const struct lifetime *type,
		  struct object *object);

/* Is every byte of the range zero? */
bool lifetime_is_zero(uint64_t address, uint64_t size);

#endif
