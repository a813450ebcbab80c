/* What a part of a block is called, by what points to the block,
 * "accounts[3]->mutex", or by where it is from, "mutex of the 3rd struct
 * account from bank.c:62". */
#include <string.h>

#include "trace/names_parts.h"

static const char *ending(unsigned n)
{
	static const char *const endings[] = {"th", "st", "nd", "rd"};

	return n % 100 / 10 != 1 && n % 10 < 4 ? endings[n % 10] : "th";
}

/* "struct account", "int[4]" */
static void write_type(struct names *names, const struct known_block *known,
		       uint64_t size, struct text *text)
{
	dwarf_type_write(names->dwarf, known->type, text);
	if (size > known->type.size && size % known->type.size == 0)
		text_addf(text, "[%llu]",
			  (unsigned long long)(size / known->type.size));
}

const char *names_some(struct names *names, const struct execution *execution,
		       const struct known_block *known, uint32_t block)
{
	struct text type = {0}, text = {0};
	const char *kept;

	write_type(names, known, execution->blocks[block].size, &type);
	text_addf(&text, "%s %s", strchr("aeiou", *type.bytes) ? "an" : "a",
		  type.bytes);
	kept = names_keep(names, text.bytes);
	text_free(&type);
	text_free(&text);
	return kept;
}

const char *names_ordinal(struct names *names,
			  const struct execution *execution,
			  const struct known_block *known, uint32_t block)
{
	struct place place =
		name_place(names, execution, execution->blocks[block].pc);
	const char *file = place.file ? place.file : "?";
	const char *slash = strrchr(file, '/');
	struct text text = {0};
	const char *kept;

	text_addf(&text, "the %u%s ", known->number, ending(known->number));
	write_type(names, known, execution->blocks[block].size, &text);
	text_addf(&text, " from %s:%u", slash ? slash + 1 : file, place.line);
	kept = names_keep(names, text_string(&text));
	text_free(&text);
	return kept;
}

/* Bytes in a block: in which element, and where there. */
struct place_in_block {
	uint64_t element, offset;
	bool indexed; /* it is an array, or an element behind the only one */
};

static struct place_in_block place_in(const struct known_block *known,
				      const struct block *block,
				      uint64_t offset)
{
	uint64_t size = known->type.size;
	bool array = block->size % size == 0 && block->size > size;

	return (struct place_in_block){.element = offset / size,
				       .offset = offset % size,
				       .indexed = array || known->is_pointer ||
						  offset >= size};
}

/* "accounts[3]->mutex", "values[2]", "*value". */
static void write_pointed(const char *pointer, const struct place_in_block *at,
			  const char *path, struct text *text)
{
	if (at->indexed)
		text_addf(text, "%s[%llu]%s", pointer,
			  (unsigned long long)at->element, path);
	else if (*path == '.')
		text_addf(text, "%s->%s", pointer, path + 1);
	else if (*path)
		text_addf(text, "(*%s)%s", pointer, path);
	else
		text_addf(text, "*%s", pointer);
}

/* "mutex of the 3rd struct account from bank.c:62" */
static void write_counted(const char *ordinal, const struct place_in_block *at,
			  const char *path, struct text *text)
{
	if (at->indexed)
		text_addf(text, "[%llu]%s of ", (unsigned long long)at->element,
			  path);
	else if (*path)
		text_addf(text, "%s of ", path + (*path == '.'));
	text_add(text, ordinal);
}

/* "*head", "values[0..3]", or the ordinal. */
static struct found whole(struct names *names, const struct known_block *known,
			  uint64_t size, const char *ordinal)
{
	struct found found = {.name = {.kind = NAME_POINTED, .path = ""}};
	struct text text = {0};

	if (!known->pointer)
		text_add(&text, ordinal);
	else if (size > known->type.size && size % known->type.size == 0)
		text_addf(&text, "%s[0..%llu]", known->pointer,
			  (unsigned long long)(size / known->type.size - 1));
	else
		text_addf(&text, "*%s", known->pointer);
	found.name.variable = names_keep(names, text_string(&text));
	text_free(&text);
	return found;
}

static struct found part(struct names *names, const struct known_block *known,
			 const char *ordinal, const struct place_in_block *at,
			 struct dwarf_use use)
{
	struct dwarf_name name = {0};
	struct found found = {.kind = DWARF_UNKNOWN};
	struct text text = {0};

	dwarf_name_part(names->dwarf, known->type, at->offset, use, &name);
	names_cut_reserved(&name);
	if (known->pointer)
		write_pointed(known->pointer, at, text_string(&name.path),
			      &text);
	else
		write_counted(ordinal, at, text_string(&name.path), &text);
	found = (struct found){
		.name = {.kind = NAME_POINTED,
			 .variable = names_keep(names, text_string(&text)),
			 .path = "",
			 .offset = name.offset,
			 .bit_field = name.bits != 0},
		.kind = name.kind,
		.bits = name.bits,
		.bit = name.bit,
		.target = name.target};
	text_free(&name.path);
	text_free(&text);
	return found;
}

struct found names_find_in_block(struct names *names,
				 const struct execution *execution,
				 const struct known_block *known,
				 uint32_t block, const struct used_bytes *used)
{
	const struct block *all = &execution->blocks[block];
	uint64_t offset = used->address - all->address;
	struct place_in_block at = place_in(known, all, offset);
	const char *ordinal = "";
	struct found found;

	if (known->named && !known->pointer)
		ordinal = names_ordinal(names, execution, known, block);
	if (offset == 0 && used->size >= all->size &&
	    (at.indexed || used->size > known->type.size))
		found = whole(names, known, all->size, ordinal);
	else
		found = part(names, known, ordinal, &at,
			     names_use(names, execution, used));
	found.name.block = block;
	return found;
}
