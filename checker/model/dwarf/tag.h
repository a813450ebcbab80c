/* The tags of debugging information entries (DWARF 5). */
#ifndef MCHECK_MODEL_DWARF_TAG_H
#define MCHECK_MODEL_DWARF_TAG_H

/* The tags we look at (section 7.5.3). */
enum die_tag {
	TAG_NONE = 0, /* the entry that ends a list of children */
	TAG_ARRAY = 0x01,
	TAG_CLASS = 0x02,
	TAG_ENUMERATION = 0x04,
	TAG_PARAMETER = 0x05,
	TAG_BLOCK = 0x0b,
	TAG_MEMBER = 0x0d,
	TAG_POINTER = 0x0f,
	TAG_REFERENCE = 0x10,
	TAG_STRUCTURE = 0x13,
	TAG_TYPEDEF = 0x16,
	TAG_UNION = 0x17,
	TAG_INHERITANCE = 0x1c,
	TAG_INLINED = 0x1d,
	TAG_SUBRANGE = 0x21,
	TAG_BASE = 0x24,
	TAG_CONST = 0x26,
	TAG_FUNCTION = 0x2e,
	TAG_VARIABLE = 0x34,
	TAG_VOLATILE = 0x35,
	TAG_RESTRICT = 0x37,
	TAG_MOVED_REFERENCE = 0x42,
	TAG_ATOMIC = 0x47
};

#endif
