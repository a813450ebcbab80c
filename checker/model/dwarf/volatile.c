/* Is a variable, or the part of it that some bytes are, volatile? */
#include "model/dwarf/name.h"
#include "model/dwarf/type.h"
#include "model/dwarf/where.h"

enum { MAX_STEPS = 64 };

static bool is_qualifier(unsigned tag)
{
	return tag == TAG_TYPEDEF || tag == TAG_CONST || tag == TAG_RESTRICT ||
	       tag == TAG_ATOMIC;
}

/* The member that holds the byte at `*offset`, which is then counted from the
 * member's start. */
static bool find_member(const struct dwarf_die *structure, uint64_t *offset,
			struct dwarf_die *member)
{
	bool more = dwarf_die_child(structure, member);
	struct dwarf_die type;

	for (; more; more = dwarf_die_sibling(member)) {
		uint64_t start = dwarf_where_member(member) / 8;

		if (member->tag != TAG_MEMBER || *offset < start ||
		    !dwarf_type_of(member, &type) ||
		    *offset - start >= dwarf_type_size(&type))
			continue;
		*offset -= start;
		return true;
	}
	return false;
}

/* Down from the variable, as far as its types go: to the element of an array,
 * the member of a structure. */
bool dwarf_is_volatile(struct dwarf *dwarf, uint64_t address)
{
	struct dwarf_die here, type, element;
	uint64_t offset, size;

	if (!dwarf || !dwarf_find_global(dwarf, address, &here, &offset))
		return false;
	for (int i = 0; i < MAX_STEPS; i++) {
		if (!dwarf_die_follow(&here, DIE_TYPE, &type))
			return false;
		here = type;
		if (type.tag == TAG_VOLATILE)
			return true;
		if (is_qualifier(type.tag))
			continue;
		if (type.tag == TAG_ARRAY) {
			if (!dwarf_type_of(&type, &element))
				return false;
			size = dwarf_type_size(&element);
			offset = size ? offset % size : 0;
		} else if ((type.tag != TAG_STRUCTURE &&
			    type.tag != TAG_CLASS && type.tag != TAG_UNION) ||
			   !find_member(&type, &offset, &here)) {
			return false;
		}
	}
	return false;
}
