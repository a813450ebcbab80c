/* Lines, and with variable.h names, from the debug information (DWARF 3, 4, 5;
 * 32-bit format) of a linked ELF64 object that is held in memory.
 *
 * Every function takes a NULL or empty `struct dwarf` and then knows nothing;
 * damaged debug information also ends in "unknown", never in an error. */
#ifndef MCHECK_MODEL_DWARF_DWARF_H
#define MCHECK_MODEL_DWARF_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct dwarf;

/* A reader of the ELF file `image`, which it borrows until dwarf_close.
 * Never NULL.  Nothing is parsed before the first question. */
struct dwarf *dwarf_open(const unsigned char *image, size_t size);
void dwarf_close(struct dwarf *dwarf);

/* `file` is the path as the compiler was given it, for headers relative to
 * the compilation directory where it can be; owned by the reader.  It is NULL
 * when unknown.  `line` is 0 for code that the compiler made by itself, and
 * `column` when the compiler does not say. */
struct dwarf_place {
	const char *file;
	unsigned line, column;
};

/* The source place of the instruction at link-time address `pc`.  For a
 * return address, ask for one byte less. */
struct dwarf_place dwarf_line(struct dwarf *dwarf, uint64_t pc);

#endif
