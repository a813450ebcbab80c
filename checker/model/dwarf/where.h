/* Where variables and members lie: location expressions. */
#ifndef MCHECK_MODEL_DWARF_WHERE_H
#define MCHECK_MODEL_DWARF_WHERE_H

#include "model/dwarf/die.h"

/* The result of a location expression (section 2.6). */
struct dwarf_where {
	enum { WHERE_UNKNOWN, WHERE_GLOBAL, WHERE_THREAD, WHERE_FRAME } kind;
	uint64_t value; /* address, or offset in the TLS segment */
};

/* Where DIE_LOCATION says a variable is.  `frame` may be NULL, then nothing
 * is known that depends on it; `function` is the entry whose frame it is. */
struct dwarf_where dwarf_where_variable(const struct dwarf_die *variable,
					const struct dwarf_die *function,
					const struct dwarf_frame *frame);

/* The bit, counted from the structure's start, at which a member begins. */
uint64_t dwarf_where_member(const struct dwarf_die *member);

#endif
