/* Types: sizes, and which part of an object some bytes are. */
#ifndef MCHECK_MODEL_DWARF_TYPE_H
#define MCHECK_MODEL_DWARF_TYPE_H

#include "model/dwarf/die.h"

/* The type of a variable, member or array, without typedefs and qualifiers;
 * false for none (void). */
bool dwarf_type_of(const struct dwarf_die *object, struct dwarf_die *type);

/* Steps from a type that the source names to what it is. */
bool dwarf_type_strip(struct dwarf_die *type);

/* What a pointer points to: all zero when that is void, or unknown. */
struct dwarf_type dwarf_type_target(const struct dwarf_die *pointer);

/* In bytes; 0 when unknown. */
uint64_t dwarf_type_size(const struct dwarf_die *type);

/* A part of an object, and where in it the wanted bytes begin. */
struct dwarf_part {
	struct dwarf_die type;
	uint64_t size;
	uint64_t offset;
	uint64_t bits; /* of a bit-field; then its size is its storage's */
	int64_t bit;   /* where that begins, from the wanted bytes on */
	unsigned rank; /* see bits.h */
};

/* Goes down from an object of `part->type` to the innermost member or element
 * that holds the used bytes, which begin at `part->offset`, and appends the
 * way there, ".slots[3].next", to `text` unless that is NULL. */
void dwarf_type_descend(struct dwarf_part *part, const struct dwarf_use *use,
			struct text *text);

/* How the source means a value of this type. */
enum dwarf_kind dwarf_type_kind(const struct dwarf_die *type);

#endif
