/* Debugging information entries (DIEs; DWARF 5 section 2.1): the tree that
 * describes the program's variables, types and functions. */
#ifndef MCHECK_MODEL_DWARF_DIE_H
#define MCHECK_MODEL_DWARF_DIE_H

#include "model/dwarf/inside.h"
#include "model/dwarf/tag.h"

/* Our numbers for the attributes we look at (section 7.5.4). */
enum die_attribute {
	DIE_OTHER,
	DIE_SIBLING,
	DIE_LOCATION,
	DIE_NAME,
	DIE_BYTE_SIZE,
	DIE_BIT_OFFSET,
	DIE_BIT_SIZE,
	DIE_STMT_LIST,
	DIE_LOW_PC,
	DIE_HIGH_PC,
	DIE_COMP_DIR,
	DIE_UPPER_BOUND,
	DIE_ABSTRACT_ORIGIN,
	DIE_COUNT,
	DIE_MEMBER_LOCATION,
	DIE_ENCODING,
	DIE_FRAME_BASE,
	DIE_SPECIFICATION,
	DIE_TYPE,
	DIE_RANGES,
	DIE_DATA_BIT_OFFSET,
	DIE_STRING_BASE,
	DIE_ADDRESS_BASE,
	DIE_RANGES_BASE,
	DIE_ATTRIBUTES /* how many there are */
};

enum die_form {
	FORM_NONE,
	FORM_NUMBER,
	FORM_ADDRESS,
	FORM_REFERENCE,
	FORM_BLOCK,
	FORM_STRING
};

/* An attribute's value; indices into other sections are resolved already, and
 * a reference is an offset in .debug_info. */
struct die_value {
	enum die_form form;
	uint64_t number;
	struct dwarf_span block; /* the bytes of a block or string */
};

struct dwarf_die {
	const struct dwarf_unit *unit;
	uint64_t offset;
	uint64_t next; /* the entry after it, which is its first child if any */
	unsigned tag;
	bool has_children;
	struct die_value values[DIE_ATTRIBUTES];
};

/* Reads the entry at `offset` of .debug_info, in this unit; or the one that
 * an attribute refers to, in any.  Costs fuel; false when there is none. */
bool dwarf_die_read(const struct dwarf_unit *unit, uint64_t offset,
		    struct dwarf_die *die);
bool dwarf_die_follow(const struct dwarf_die *die, enum die_attribute name,
		      struct dwarf_die *target);

/* Walks over children: the first child; from a child to the next one. */
bool dwarf_die_child(const struct dwarf_die *parent, struct dwarf_die *child);
bool dwarf_die_sibling(struct dwarf_die *die);

/* Fills in the name and type that it has from the entry it completes
 * (sections 2.13.2, 3.3.8.1). */
void dwarf_die_complete(struct dwarf_die *die);

/* The value's parts; false or NULL when it is absent or of another form. */
bool dwarf_die_number(const struct dwarf_die *die, enum die_attribute name,
		      uint64_t *number);
const char *dwarf_die_string(const struct dwarf_die *die,
			     enum die_attribute name);

#endif
