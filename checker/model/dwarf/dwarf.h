/* Names and lines from the debug information (DWARF 3, 4, 5; 32-bit format)
 * of a linked ELF64 object that is held in memory.
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

/* How the source means a value: `signed char` is a number, `char` is not. */
enum dwarf_kind {
	DWARF_UNKNOWN,
	DWARF_SIGNED,
	DWARF_UNSIGNED,
	DWARF_BOOL,
	DWARF_CHAR,
	DWARF_FLOAT,
	DWARF_POINTER,
	DWARF_ENUM
};

/* Some bytes as a place in the source uses them: how many, in which line's
 * text and column.  The place may be unknown: NULL, 0. */
struct dwarf_use {
	uint64_t size;
	const char *source;
	unsigned column;
};

/* What some bytes of a variable are called. */
struct dwarf_name {
	const char *variable; /* "accounts"; owned by the reader */
	struct text path;     /* "[1].balance", or empty; the caller's */
	uint64_t offset;      /* of the first byte in that */
	/* Of the scalar that is exactly the bytes, or of the bit-field; else
	 * unknown. */
	enum dwarf_kind kind;
	/* Of a bit-field, how many; and where it begins, from the first byte
	 * on, which may lie behind that. */
	uint64_t bits;
	int64_t bit;
};

/* Fills `name`, from {0}, for the bytes at link-time `address` in a global or
 * static variable: its innermost member that holds them all.  False, and
 * nothing filled, when no variable lies there. */
bool dwarf_name_global(struct dwarf *dwarf, uint64_t address,
		       struct dwarf_use use, struct dwarf_name *name);

/* The same for thread-local variables, by offset in the TLS segment. */
bool dwarf_name_thread_local(struct dwarf *dwarf, uint64_t offset,
			     struct dwarf_use use, struct dwarf_name *name);

/* A function's activation: a link-time address inside the function (for a
 * caller: return address - 1), its canonical frame address, and its rbp or
 * x29. */
struct dwarf_frame {
	uint64_t pc;
	uint64_t cfa;
	uint64_t frame_pointer;
};

/* The same for a local variable or parameter of that activation whose bytes
 * lie at the run-time `address`; the innermost block's comes first. */
bool dwarf_name_local(struct dwarf *dwarf, const struct dwarf_frame *frame,
		      uint64_t address, struct dwarf_use use,
		      struct dwarf_name *name);

/* Is the global variable, or the member or element at the address, volatile? */
bool dwarf_is_volatile(struct dwarf *dwarf, uint64_t address);

#endif
