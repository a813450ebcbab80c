/* The ELF symbol table, for what the debug information leaves out. */
#ifndef MCHECK_MODEL_DWARF_SYMBOL_H
#define MCHECK_MODEL_DWARF_SYMBOL_H

#include "model/dwarf/inside.h"

/* The offset in the TLS segment of the thread-local symbol with this name
 * and size (in bytes); false when there is none. */
bool dwarf_symbol_thread_local(const struct dwarf *dwarf, const char *name,
			       uint64_t size, uint64_t *offset);

#endif
