/* Types (DWARF 5 chapter 5).
 *
 * To name bytes we go down from a variable: in an array to the element that
 * holds them, in a structure to the member.  In a union several members may
 * hold them; each is tried, and the one wins in which some part begins just
 * where the bytes do and is not larger than need be. */
#include "model/dwarf/type.h"

#include <string.h>

#include "model/dwarf/where.h"

enum { MAX_QUALIFIERS = 32, MAX_NESTING = 16, MAX_DIMENSIONS = 8 };

/* Base type encodings (section 7.8). */
enum {
	ENCODING_BOOLEAN = 0x02,
	ENCODING_FLOAT = 0x04,
	ENCODING_SIGNED = 0x05,
	ENCODING_SIGNED_CHAR = 0x06,
	ENCODING_UNSIGNED = 0x07,
	ENCODING_UNSIGNED_CHAR = 0x08
};

static bool is_alias(unsigned tag)
{
	return tag == TAG_TYPEDEF || tag == TAG_CONST || tag == TAG_VOLATILE ||
	       tag == TAG_RESTRICT || tag == TAG_ATOMIC;
}

static bool is_pointer(unsigned tag)
{
	return tag == TAG_POINTER || tag == TAG_REFERENCE ||
	       tag == TAG_MOVED_REFERENCE;
}

static bool is_aggregate(unsigned tag)
{
	return tag == TAG_STRUCTURE || tag == TAG_UNION || tag == TAG_CLASS ||
	       tag == TAG_ARRAY;
}

bool dwarf_type_of(const struct dwarf_die *object, struct dwarf_die *type)
{
	struct dwarf_die here = *object;

	for (int i = 0; i < MAX_QUALIFIERS; i++) {
		if (!dwarf_die_follow(&here, DIE_TYPE, type))
			return false;
		if (!is_alias(type->tag))
			return true;
		here = *type;
	}
	return false;
}

struct dimensions {
	uint64_t count[MAX_DIMENSIONS]; /* 0 when unknown */
	unsigned used;
};

/* Section 5.13. */
static uint64_t dimension(const struct dwarf_die *subrange)
{
	uint64_t number;

	if (dwarf_die_number(subrange, DIE_COUNT, &number))
		return number;
	if (dwarf_die_number(subrange, DIE_UPPER_BOUND, &number))
		return number + 1;
	return 0;
}

static struct dimensions dimensions_of(const struct dwarf_die *array)
{
	struct dimensions all = {.used = 0};
	struct dwarf_die child;
	bool more = dwarf_die_child(array, &child);

	for (; more && all.used < MAX_DIMENSIONS;
	     more = dwarf_die_sibling(&child))
		if (child.tag == TAG_SUBRANGE)
			all.count[all.used++] = dimension(&child);
	return all;
}

static uint64_t multiply(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? 0 : product;
}

static uint64_t size_of(const struct dwarf_die *type, int nesting);

static uint64_t array_size(const struct dwarf_die *array, int nesting)
{
	struct dimensions all = dimensions_of(array);
	struct dwarf_die element;
	uint64_t size;

	if (!all.used || !dwarf_type_of(array, &element))
		return 0;
	size = size_of(&element, nesting + 1);
	for (unsigned i = 0; i < all.used; i++)
		size = multiply(size, all.count[i]);
	return size;
}

static uint64_t size_of(const struct dwarf_die *type, int nesting)
{
	uint64_t size;

	if (nesting > MAX_NESTING)
		return 0;
	if (dwarf_die_number(type, DIE_BYTE_SIZE, &size))
		return size;
	if (is_pointer(type->tag))
		return 8;
	return type->tag == TAG_ARRAY ? array_size(type, nesting) : 0;
}

uint64_t dwarf_type_size(const struct dwarf_die *type)
{
	return size_of(type, 0);
}

static bool holds(const struct dwarf_part *part, uint64_t size)
{
	return part->offset < part->size && size <= part->size - part->offset;
}

/* One "[index]" for each dimension, as long as one element holds the bytes. */
static bool enter_array(struct dwarf_part *part, uint64_t size,
			struct text *text)
{
	struct dimensions all = dimensions_of(&part->type);
	struct dwarf_part row = *part;

	if (!all.used || !dwarf_type_of(&part->type, &row.type))
		return false;
	for (unsigned i = 0; i < all.used; i++) {
		row.size = dwarf_type_size(&row.type);
		for (unsigned k = i + 1; k < all.used; k++)
			row.size = multiply(row.size, all.count[k]);
		if (!row.size)
			return false;
		row.offset = part->offset % row.size;
		if (!holds(&row, size))
			return false;
		if (text)
			text_addf(
				text, "[%llu]",
				(unsigned long long)(part->offset / row.size));
		part->offset = row.offset;
		part->size = row.size;
	}
	part->type = row.type;
	return true;
}

/* The member as a part, when it holds the bytes. */
static bool member_part(const struct dwarf_die *member,
			const struct dwarf_part *whole, uint64_t size,
			struct dwarf_part *part)
{
	uint64_t start = dwarf_where_member(member) / 8;

	if ((member->tag != TAG_MEMBER && member->tag != TAG_INHERITANCE) ||
	    start > whole->offset || !dwarf_type_of(member, &part->type))
		return false;
	part->bit_field = false;
	part->size = dwarf_type_size(&part->type);
	part->offset = whole->offset - start;
	return holds(part, size);
}

/* A bit-field holds the bytes when they touch it and lie in the storage of
 * its type.  The C language has a run of bit-fields as one memory location
 * (C11 3.14), so the first of them may stand for all. */
static bool bit_field_part(const struct dwarf_die *member,
			   const struct dwarf_part *whole, uint64_t size,
			   struct dwarf_part *part)
{
	uint64_t bits, bit = dwarf_where_member(member), start;

	if (!dwarf_die_number(member, DIE_BIT_SIZE, &bits) ||
	    !dwarf_type_of(member, &part->type))
		return false;
	part->bit_field = true;
	part->size = dwarf_type_size(&part->type);
	part->offset = 0;
	if (!part->size || bits > 8 * part->size || bit > UINT64_MAX - bits)
		return false;
	start = bit / 8 - bit / 8 % part->size;
	return whole->offset >= start &&
	       whole->offset - start + size <= part->size &&
	       bit < 8 * (whole->offset + size) &&
	       8 * whole->offset < bit + bits;
}

static bool better(const struct dwarf_part *a, const struct dwarf_part *b)
{
	if (!a->offset != !b->offset)
		return !a->offset;
	if (a->size != b->size)
		return a->size < b->size;
	return !is_aggregate(a->type.tag) && is_aggregate(b->type.tag);
}

static void descend(struct dwarf_part *part, uint64_t size, struct text *text,
		    int nesting);

/* Into the best member; false when none holds the bytes. */
static bool enter_member(struct dwarf_part *part, uint64_t size,
			 struct text *text, int nesting)
{
	struct dwarf_part entered, tried, best = *part, next = *part;
	const char *name = NULL;
	struct dwarf_die member;
	bool found = false;
	bool more = dwarf_die_child(&part->type, &member);

	for (; more; more = dwarf_die_sibling(&member)) {
		if (!bit_field_part(&member, part, size, &entered) &&
		    !member_part(&member, part, size, &entered))
			continue;
		tried = entered;
		descend(&tried, size, NULL, nesting + 1);
		if (found && !better(&tried, &best))
			continue;
		found = true;
		best = tried;
		next = entered;
		name = dwarf_die_string(&member, DIE_NAME);
	}
	if (!found)
		return false;
	if (text && name)
		text_addf(text, ".%s", name);
	*part = next;
	return true;
}

static void descend(struct dwarf_part *part, uint64_t size, struct text *text,
		    int nesting)
{
	bool deeper = true;

	for (; deeper && nesting < MAX_NESTING; nesting++) {
		if (part->type.tag == TAG_ARRAY)
			deeper = enter_array(part, size, text);
		else
			deeper = is_aggregate(part->type.tag) &&
				 enter_member(part, size, text, nesting);
	}
}

void dwarf_type_descend(struct dwarf_part *part, uint64_t size,
			struct text *text)
{
	descend(part, size, text, 0);
}

static enum dwarf_kind kind_of_base(const struct dwarf_die *type)
{
	const char *name = dwarf_die_string(type, DIE_NAME);
	uint64_t encoding = 0;

	dwarf_die_number(type, DIE_ENCODING, &encoding);
	if (name && strcmp(name, "char") == 0)
		return DWARF_CHAR;
	switch (encoding) {
	case ENCODING_BOOLEAN:
		return DWARF_BOOL;
	case ENCODING_FLOAT:
		return DWARF_FLOAT;
	case ENCODING_SIGNED:
	case ENCODING_SIGNED_CHAR:
		return DWARF_SIGNED;
	case ENCODING_UNSIGNED:
	case ENCODING_UNSIGNED_CHAR:
		return DWARF_UNSIGNED;
	default:
		return DWARF_UNKNOWN;
	}
}

enum dwarf_kind dwarf_type_kind(const struct dwarf_die *type)
{
	switch (type->tag) {
	case TAG_POINTER:
	case TAG_REFERENCE:
	case TAG_MOVED_REFERENCE:
		return DWARF_POINTER;
	case TAG_ENUMERATION:
		return DWARF_ENUM;
	case TAG_BASE:
		return kind_of_base(type);
	default:
		return DWARF_UNKNOWN;
	}
}
