/* Types (DWARF 5 chapter 5).
 *
 * To name bytes we go down from a variable: in an array to the element that
 * holds them, in a structure to the member.  In a union several members may
 * hold them; each is tried, and the one wins in which some part begins just
 * where the bytes do and is not larger than need be. */
#include "model/dwarf/type.h"

#include <string.h>

#include "model/dwarf/bits.h"
#include "model/dwarf/where.h"

enum { MAX_QUALIFIERS = 32, MAX_NESTING = 16, MAX_DIMENSIONS = 8 };
enum { TYPE_FUEL = 1 << 16 };

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

bool dwarf_type_strip(struct dwarf_die *type)
{
	struct dwarf_die here = *type;

	for (int i = 0; i < MAX_QUALIFIERS; i++) {
		if (!is_alias(here.tag)) {
			*type = here;
			return true;
		}
		if (!dwarf_die_follow(type, DIE_TYPE, &here))
			return false;
		*type = here;
	}
	return false;
}

bool dwarf_type_of(const struct dwarf_die *object, struct dwarf_die *type)
{
	return dwarf_die_follow(object, DIE_TYPE, type) &&
	       dwarf_type_strip(type);
}

struct dwarf_type dwarf_type_target(const struct dwarf_die *pointer)
{
	struct dwarf_die type, what;
	struct dwarf_type target = {.size = 0};

	if (pointer->tag != TAG_POINTER ||
	    !dwarf_die_follow(pointer, DIE_TYPE, &type))
		return target;
	what = type;
	if (!dwarf_type_strip(&what))
		return target;
	return (struct dwarf_type){type.unit, type.offset,
				   dwarf_type_size(&what)};
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
	part->size = dwarf_type_size(&part->type);
	part->offset = whole->offset - start;
	return holds(part, size);
}

static bool touches(uint64_t bit, uint64_t bits, const struct dwarf_part *whole,
		    uint64_t size)
{
	return bit < 8 * (whole->offset + size) &&
	       8 * whole->offset < bit + bits;
}

/* A bit-field holds the bytes when they touch it, and lie in the storage of
 * its type or the source says that it is meant: compilers use more than that
 * when it suits them. */
static bool bit_field_part(const struct dwarf_die *member,
			   const struct dwarf_part *whole,
			   const struct dwarf_use *use, struct dwarf_part *part)
{
	uint64_t bits, bit = dwarf_where_member(member), start;

	if (!dwarf_die_number(member, DIE_BIT_SIZE, &bits) || !bits ||
	    !dwarf_type_of(member, &part->type))
		return false;
	part->size = dwarf_type_size(&part->type);
	part->offset = 0;
	part->bits = bits;
	part->bit = (int64_t)(bit - 8 * whole->offset);
	part->rank = dwarf_bits_rank(use, dwarf_die_string(member, DIE_NAME));
	if (!part->size || bits > 8 * part->size || bit > UINT64_MAX - bits ||
	    !touches(bit, bits, whole, use->size))
		return false;
	start = bit / 8 - bit / 8 % part->size;
	return part->rank || (whole->offset >= start &&
			      whole->offset - start + use->size <= part->size);
}

static bool better(const struct dwarf_part *a, const struct dwarf_part *b)
{
	if (a->rank != b->rank)
		return a->rank > b->rank;
	if (!a->offset != !b->offset)
		return !a->offset;
	if (a->size != b->size)
		return a->size < b->size;
	return !is_aggregate(a->type.tag) && is_aggregate(b->type.tag);
}

static void descend(struct dwarf_part *part, const struct dwarf_use *use,
		    struct text *text, int nesting);

/* A search for the member that holds some bytes best. */
struct choice {
	struct dwarf_part next, best; /* the member; the part in it */
	const char *name;
	unsigned bit_fields; /* how many could be meant */
	bool found;
};

static void try_member(struct choice *choice, const struct dwarf_die *member,
		       const struct dwarf_part *whole,
		       const struct dwarf_use *use, int nesting)
{
	struct dwarf_part entered = {.bits = 0}, tried;

	if (member->values[DIE_BIT_SIZE].form == FORM_NONE
		    ? !member_part(member, whole, use->size, &entered)
		    : !bit_field_part(member, whole, use, &entered))
		return;
	choice->bit_fields += entered.bits != 0;
	tried = entered;
	descend(&tried, use, NULL, nesting + 1);
	if (choice->found && !better(&tried, &choice->best))
		return;
	choice->found = true;
	choice->best = tried;
	choice->next = entered;
	choice->name = dwarf_die_string(member, DIE_NAME);
}

/* Into the best member; false when none holds the bytes, or nobody knows which
 * of several bit-fields. */
static bool enter_member(struct dwarf_part *part, const struct dwarf_use *use,
			 struct text *text, int nesting)
{
	struct choice choice = {.found = false};
	struct dwarf_die member;
	bool more = dwarf_die_child(&part->type, &member);

	for (; more; more = dwarf_die_sibling(&member))
		try_member(&choice, &member, part, use, nesting);
	if (!choice.found ||
	    (choice.next.bits && !choice.next.rank && choice.bit_fields > 1))
		return false;
	if (text && choice.name)
		text_addf(text, ".%s", choice.name);
	*part = choice.next;
	return true;
}

static void descend(struct dwarf_part *part, const struct dwarf_use *use,
		    struct text *text, int nesting)
{
	bool deeper = true;

	for (; deeper && nesting < MAX_NESTING; nesting++) {
		if (part->type.tag == TAG_ARRAY)
			deeper = enter_array(part, use->size, text);
		else
			deeper = is_aggregate(part->type.tag) &&
				 enter_member(part, use, text, nesting);
	}
}

void dwarf_type_descend(struct dwarf_part *part, const struct dwarf_use *use,
			struct text *text)
{
	descend(part, use, text, 0);
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

/* The word before a name, as C wants it. */
static const char *keyword(unsigned tag)
{
	switch (tag) {
	case TAG_STRUCTURE:
		return "struct ";
	case TAG_UNION:
		return "union ";
	case TAG_ENUMERATION:
		return "enum ";
	default:
		return "";
	}
}

/* The first name on the way from what the source says to what it is, and a
 * star for each pointer before it. */
void dwarf_type_write(struct dwarf *dwarf, struct dwarf_type type,
		      struct text *text)
{
	struct dwarf_die here, next;
	const char *name;
	int stars = 0;
	bool more = type.size != 0;

	dwarf->fuel = TYPE_FUEL;
	more = more && dwarf_die_read(type.unit, type.die, &here);
	for (int i = 0; more && i < MAX_QUALIFIERS; i++) {
		name = dwarf_die_string(&here, DIE_NAME);
		if (name) {
			text_addf(text, "%s%s", keyword(here.tag), name);
			break;
		}
		stars += here.tag == TAG_POINTER;
		more = (is_alias(here.tag) || here.tag == TAG_POINTER) &&
		       dwarf_die_follow(&here, DIE_TYPE, &next);
		here = next;
	}
	if (!more)
		text_add(text, stars ? "void" : "block");
	for (int i = 0; i < stars; i++)
		text_add(text, i ? "*" : " *");
}

static bool what_it_is(struct dwarf *dwarf, struct dwarf_type type,
		       struct dwarf_die *what)
{
	dwarf->fuel = TYPE_FUEL;
	return type.size && dwarf_die_read(type.unit, type.die, what) &&
	       dwarf_type_strip(what);
}

bool dwarf_type_has_members(struct dwarf *dwarf, struct dwarf_type type)
{
	struct dwarf_die what;

	return what_it_is(dwarf, type, &what) && what.tag != TAG_ARRAY &&
	       is_aggregate(what.tag);
}

bool dwarf_type_is_pointer(struct dwarf *dwarf, struct dwarf_type type)
{
	struct dwarf_die what;

	return what_it_is(dwarf, type, &what) && what.tag == TAG_POINTER;
}
