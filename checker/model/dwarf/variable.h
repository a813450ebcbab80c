/* Names of variables and of their parts, and what values in them mean. */
#ifndef MCHECK_MODEL_DWARF_VARIABLE_H
#define MCHECK_MODEL_DWARF_VARIABLE_H

#include "model/dwarf/dwarf.h"

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

struct dwarf_unit;

/* A type, as the source writes it; its size in bytes, 0: there is none. */
struct dwarf_type {
	const struct dwarf_unit *unit;
	uint64_t die, size;
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
	struct dwarf_type target; /* of a pointer, as far as it is known */
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

/* The same for an object of that type, from its byte `offset` on; `variable`
 * stays NULL. */
bool dwarf_name_part(struct dwarf *dwarf, struct dwarf_type type,
		     uint64_t offset, struct dwarf_use use,
		     struct dwarf_name *name);

/* Appends "struct account", "node_t", "int"; nothing when it has no name. */
void dwarf_type_write(struct dwarf *dwarf, struct dwarf_type type,
		      struct text *text);

/* Is it a structure, a union or a class; or a pointer? */
bool dwarf_type_has_members(struct dwarf *dwarf, struct dwarf_type type);
bool dwarf_type_is_pointer(struct dwarf *dwarf, struct dwarf_type type);

/* Is the global variable, or the member or element at the address, volatile? */
bool dwarf_is_volatile(struct dwarf *dwarf, uint64_t address);

#endif
