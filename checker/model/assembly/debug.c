/* The variables in stack frames, from the DWARF in an assembly text.
 *
 * The compiler has written .debug_info as directives.  They are made bytes
 * (assembly_bytes.c) and walked entry by entry, in order: a subprogram tells
 * its label and what its frame base is; a variable or parameter below it whose
 * location is one DW_OP_fbreg lies at a known distance from rbp; types are
 * looked up by offset at the end.  Versions 4 and 5, one unit. */
#include "model/assembly/debug.h"

#include "model/assembly/bytes.h"

#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

enum {
	TAG_ENUMERATION = 0x04,
	TAG_PARAMETER = 0x05,
	TAG_POINTER = 0x0f,
	TAG_TYPEDEF = 0x16,
	TAG_BASE = 0x24,
	TAG_CONST = 0x26,
	TAG_SUBPROGRAM = 0x2e,
	TAG_VARIABLE = 0x34,
	TAG_VOLATILE = 0x35,
	TAG_RESTRICT = 0x37,
	TAG_ATOMIC = 0x47,
	TAG_ARRAY = 0x01,
	TAG_SUBRANGE = 0x21,

	AT_LOCATION = 0x02,
	AT_BYTE_SIZE = 0x0b,
	AT_LOW_PC = 0x11,
	AT_UPPER = 0x2f,
	AT_ORIGIN = 0x31,
	AT_COUNT = 0x37,
	AT_ENCODING = 0x3e,
	AT_FRAME_BASE = 0x40,
	AT_TYPE = 0x49,

	OP_FBREG = 0x91,
	OP_REG_RBP = 0x56,
	OP_CALL_FRAME_CFA = 0x9c,
	ENCODING_COMPLEX = 3,
	DEPTH_MAX = 256
};

/* What is kept of a debugging entry. */
struct entry {
	size_t offset;
	unsigned tag;
	bool has_size;
	uint64_t size;
	uint64_t encoding;
	uint64_t count; /* of a subrange; 0 when not constant */
	size_t type;    /* offset of an entry, or 0 */
	size_t origin;
	bool has_place;
	long long place;      /* of a variable, from rbp */
	size_t function_line; /* of what it lies in, or SIZE_MAX */
	unsigned depth;
};

/* One attribute's value. */
struct value {
	uint64_t number;
	size_t block; /* where its bytes begin, for a block */
	size_t block_size;
	struct assembly_piece address;
};

struct reader {
	const struct assembly_symbols *symbols;
	struct assembly_bytes info;
	struct assembly_bytes abbrev;
	struct assembly_bytes addr;
	size_t *abbrev_at; /* by code: where its declaration begins, or 0 */
	size_t abbrev_count;
	size_t next_address; /* the first of info.address not yet passed */
	bool failed;
	struct entry *entry;
	size_t count;
	size_t capacity;
	/* per depth: the function around, and where its frame base is */
	size_t function_line[DEPTH_MAX];
	long long base[DEPTH_MAX];
	bool has_base[DEPTH_MAX];
};

/* Codes are small and dense in both compilers. */
static bool index_abbrevs(struct reader *reader)
{
	size_t at = 0;

	reader->abbrev_count = 4096;
	reader->abbrev_at =
		mem_alloc(reader->abbrev_count * sizeof *reader->abbrev_at);
	for (;;) {
		uint64_t code = assembly_bytes_uleb(&reader->abbrev, &at);
		uint64_t name, form;

		if (code == 0)
			return true;
		if (code >= reader->abbrev_count || at >= reader->abbrev.count)
			return false;
		reader->abbrev_at[code] = at;
		assembly_bytes_uleb(&reader->abbrev, &at); /* tag */
		at++;                                      /* has children */
		do {
			name = assembly_bytes_uleb(&reader->abbrev, &at);
			form = assembly_bytes_uleb(&reader->abbrev, &at);
			if (form == 0x21)
				assembly_bytes_sleb(&reader->abbrev, &at);
		} while ((name != 0 || form != 0) && at < reader->abbrev.count);
	}
}

static void read_block(struct reader *reader, size_t *at, size_t size,
		       struct value *value)
{
	value->block = *at;
	value->block_size = size;
	if (size > reader->info.count)
		reader->failed = true;
	else
		*at += size;
}

/* DW_FORM_addrx: clang numbers the addresses of .debug_addr. */
static void read_indexed(struct reader *reader, struct value *value)
{
	if (value->number < reader->addr.address_count)
		value->address = reader->addr.address[value->number].name;
}

static void read_address(struct reader *reader, size_t *at, struct value *value)
{
	const struct assembly_bytes *info = &reader->info;

	while (reader->next_address < info->address_count &&
	       info->address[reader->next_address].offset < *at)
		reader->next_address++;
	if (reader->next_address < info->address_count &&
	    info->address[reader->next_address].offset == *at)
		value->address = info->address[reader->next_address].name;
	*at += 8;
}

static void read_string(struct reader *reader, size_t *at)
{
	while (*at < reader->info.count &&
	       assembly_bytes_fixed(&reader->info, at, 1) != 0)
		;
}

/* Reads one attribute in .debug_info; `abbrev` is where its form's constant
 * stands. */
/* dispatch */
static void read_form(struct reader *reader, uint64_t form, size_t *at,
		      size_t *abbrev, struct value *value)
{
	struct assembly_bytes *info = &reader->info;

	switch (form) {
	case 0x01: /* addr */
		read_address(reader, at, value);
		break;
	case 0x0b:
	case 0x0c:
	case 0x11: /* data1, flag, ref1 */
	case 0x25: /* strx1 */
		value->number = assembly_bytes_fixed(info, at, 1);
		break;
	case 0x05:
	case 0x12:
	case 0x26: /* data2, ref2, strx2 */
		value->number = assembly_bytes_fixed(info, at, 2);
		break;
	case 0x27: /* strx3 */
		value->number = assembly_bytes_fixed(info, at, 3);
		break;
	case 0x06:
	case 0x13:
	case 0x28: /* data4, ref4, strx4 */
	case 0x0e:
	case 0x17:
	case 0x1f: /* strp, sec_offset, line_strp */
		value->number = assembly_bytes_fixed(info, at, 4);
		break;
	case 0x07:
	case 0x14:
	case 0x20: /* data8, ref8, ref_sig8 */
		value->number = assembly_bytes_fixed(info, at, 8);
		break;
	case 0x1e: /* data16 */
		read_block(reader, at, 16, value);
		break;
	case 0x08: /* string */
		read_string(reader, at);
		break;
	case 0x0d: /* sdata */
		value->number = (uint64_t)assembly_bytes_sleb(info, at);
		break;
	case 0x0f:
	case 0x15:
	case 0x1a: /* udata, ref_udata, strx */
	case 0x22:
	case 0x23: /* loclistx, rnglistx */
		value->number = assembly_bytes_uleb(info, at);
		break;
	case 0x1b: /* addrx */
		value->number = assembly_bytes_uleb(info, at);
		read_indexed(reader, value);
		break;
	case 0x29:
	case 0x2a:
	case 0x2b:
	case 0x2c: /* addrx1 ... addrx4 */
		value->number =
			assembly_bytes_fixed(info, at, (size_t)(form - 0x28));
		read_indexed(reader, value);
		break;
	case 0x09:
	case 0x18: /* block, exprloc */
		read_block(reader, at, assembly_bytes_uleb(info, at), value);
		break;
	case 0x0a: /* block1 */
		read_block(reader, at, assembly_bytes_fixed(info, at, 1),
			   value);
		break;
	case 0x03: /* block2 */
		read_block(reader, at, assembly_bytes_fixed(info, at, 2),
			   value);
		break;
	case 0x04: /* block4 */
		read_block(reader, at, assembly_bytes_fixed(info, at, 4),
			   value);
		break;
	case 0x19: /* flag_present */
		value->number = 1;
		break;
	case 0x21: /* implicit_const */
		value->number =
			(uint64_t)assembly_bytes_sleb(&reader->abbrev, abbrev);
		break;
	default:
		reader->failed = true;
	}
}

/* A location that is DW_OP_fbreg and nothing more. */
static void set_place(struct reader *reader, struct entry *entry,
		      const struct value *value)
{
	size_t at = value->block;
	unsigned depth = entry->depth;

	if (value->block_size < 2 || !reader->has_base[depth] ||
	    assembly_bytes_fixed(&reader->info, &at, 1) != OP_FBREG)
		return;
	entry->place =
		assembly_bytes_sleb(&reader->info, &at) + reader->base[depth];
	entry->has_place = at == value->block + value->block_size;
}

/* The frame base is rbp (clang) or the address above the return address. */
static void set_base(struct reader *reader, unsigned depth,
		     const struct value *value)
{
	size_t at = value->block;
	uint64_t operation = assembly_bytes_fixed(&reader->info, &at, 1);

	reader->has_base[depth] =
		value->block_size == 1 &&
		(operation == OP_REG_RBP || operation == OP_CALL_FRAME_CFA);
	reader->base[depth] = operation == OP_CALL_FRAME_CFA ? 16 : 0;
}

static void set_function(struct reader *reader, unsigned depth,
			 struct assembly_piece label)
{
	const struct assembly_symbol *symbol;

	symbol = label.length > 0 ? assembly_symbol_find(reader->symbols, label)
				  : NULL;
	if (symbol != NULL)
		reader->function_line[depth] = symbol->line;
}

static void set_attribute(struct reader *reader, struct entry *entry,
			  uint64_t name, const struct value *value)
{
	bool is_function = entry->tag == TAG_SUBPROGRAM;

	switch (name) {
	case AT_BYTE_SIZE:
		entry->has_size = value->block_size == 0;
		entry->size = value->number;
		break;
	case AT_ENCODING:
		entry->encoding = value->number;
		break;
	case AT_COUNT:
		entry->count = value->block_size ? 0 : value->number;
		break;
	case AT_UPPER:
		entry->count = value->block_size ? 0 : value->number + 1;
		break;
	case AT_TYPE:
		entry->type = value->number;
		break;
	case AT_ORIGIN:
		entry->origin = value->number;
		break;
	case AT_LOCATION:
		if (!is_function)
			set_place(reader, entry, value);
		break;
	case AT_LOW_PC:
		if (is_function)
			set_function(reader, entry->depth, value->address);
		break;
	case AT_FRAME_BASE:
		if (is_function)
			set_base(reader, entry->depth, value);
		break;
	default:
		break;
	}
}

static struct entry *new_entry(struct reader *reader, size_t offset,
			       unsigned depth)
{
	struct entry *entry;

	if (reader->count == reader->capacity) {
		reader->capacity = 2 * reader->capacity + 256;
		reader->entry =
			mem_resize(reader->entry,
				   reader->capacity * sizeof *reader->entry);
	}
	entry = &reader->entry[reader->count++];
	*entry = (struct entry){.offset = offset, .depth = depth};
	/* what the parent is in, this is in */
	reader->function_line[depth] =
		depth ? reader->function_line[depth - 1] : SIZE_MAX;
	reader->base[depth] = depth ? reader->base[depth - 1] : 0;
	reader->has_base[depth] = depth && reader->has_base[depth - 1];
	return entry;
}

/* Reads the entry at *at; *depth is its own, then the next one's. */
static void read_entry(struct reader *reader, size_t *at, unsigned *depth)
{
	size_t offset = *at;
	uint64_t code = assembly_bytes_uleb(&reader->info, at);
	size_t abbrev;
	struct entry *entry;
	bool children;

	if (code == 0) {
		reader->failed |= *depth == 0;
		*depth -= *depth > 0;
		return;
	}
	abbrev = code < reader->abbrev_count ? reader->abbrev_at[code] : 0;
	reader->failed |= abbrev == 0 || *depth >= DEPTH_MAX - 1;
	if (reader->failed)
		return;
	entry = new_entry(reader, offset, *depth);
	entry->tag = (unsigned)assembly_bytes_uleb(&reader->abbrev, &abbrev);
	children = assembly_bytes_fixed(&reader->abbrev, &abbrev, 1) != 0;
	if (entry->tag == TAG_SUBPROGRAM) {
		reader->function_line[*depth] = SIZE_MAX;
		reader->has_base[*depth] = false;
	}
	while (!reader->failed) {
		struct value value = {0};
		uint64_t name = assembly_bytes_uleb(&reader->abbrev, &abbrev);
		uint64_t form = assembly_bytes_uleb(&reader->abbrev, &abbrev);

		if (name == 0 && form == 0)
			break;
		read_form(reader, form, at, &abbrev, &value);
		set_attribute(reader, entry, name, &value);
	}
	entry->function_line = reader->has_base[*depth]
				       ? reader->function_line[*depth]
				       : SIZE_MAX;
	*depth += children;
}

static bool read_entries(struct reader *reader)
{
	size_t at = 4;
	unsigned depth = 0;
	uint64_t version;

	if (reader->info.count == 0 || !index_abbrevs(reader))
		return false;
	version = assembly_bytes_fixed(&reader->info, &at, 2);
	at = version == 5 ? 12 : 11;
	if (version != 4 && version != 5)
		return false;
	do
		read_entry(reader, &at, &depth);
	while (depth > 0 && at < reader->info.count && !reader->failed);
	return !reader->failed && depth == 0 && at >= reader->info.count;
}

/* Entries stand by rising offset. */
static const struct entry *find_entry(const struct reader *reader,
				      size_t offset)
{
	size_t low = 0;
	size_t high = reader->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reader->entry[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == reader->count || reader->entry[low].offset != offset)
		return NULL;
	return &reader->entry[low];
}

static const struct entry *strip(const struct reader *reader, size_t type)
{
	const struct entry *entry = find_entry(reader, type);

	for (int i = 0; i < 100 && entry != NULL; i++) {
		switch (entry->tag) {
		case TAG_TYPEDEF:
		case TAG_CONST:
		case TAG_VOLATILE:
		case TAG_RESTRICT:
		case TAG_ATOMIC:
			entry = find_entry(reader, entry->type);
			break;
		default:
			return entry;
		}
	}
	return NULL;
}

static uint64_t size_of(const struct reader *reader, size_t type);

/* The product of the array's subranges, its children, and its element. */
static uint64_t size_of_array(const struct reader *reader,
			      const struct entry *array)
{
	uint64_t size = size_of(reader, array->type);
	const struct entry *end = reader->entry + reader->count;

	for (const struct entry *child = array + 1;
	     child < end && child->depth > array->depth; child++)
		if (child->tag == TAG_SUBRANGE)
			size *= child->count;
	return size;
}

/* 0 when not known. */
static uint64_t size_of(const struct reader *reader, size_t type)
{
	const struct entry *entry = strip(reader, type);

	if (entry == NULL)
		return 0;
	if (entry->has_size)
		return entry->size;
	if (entry->tag == TAG_POINTER)
		return 8;
	return entry->tag == TAG_ARRAY ? size_of_array(reader, entry) : 0;
}

static bool is_scalar(const struct entry *type, uint64_t size)
{
	if (type == NULL || size == 0 || size > 8)
		return false;
	return type->tag == TAG_POINTER || type->tag == TAG_ENUMERATION ||
	       (type->tag == TAG_BASE && type->encoding != ENCODING_COMPLEX);
}

/* A variable of unknown size is kept as one byte with parts. */
static void add_variable(const struct reader *reader, const struct entry *entry,
			 struct assembly_debug *debug)
{
	const struct entry *origin = entry;
	struct assembly_variable *variable;
	uint64_t size;

	for (int i = 0; i < 10 && origin != NULL && origin->type == 0; i++)
		origin = find_entry(reader, origin->origin);
	size = origin ? size_of(reader, origin->type) : 0;
	if (size > INT32_MAX)
		size = INT32_MAX;
	variable = &debug->variable[debug->count++];
	*variable = (struct assembly_variable){
		entry->function_line, entry->place, size ? (long long)size : 1,
		origin && is_scalar(strip(reader, origin->type), size)};
}

static void collect(const struct reader *reader, struct assembly_debug *debug)
{
	for (size_t i = 0; i < reader->count; i++) {
		const struct entry *entry = &reader->entry[i];

		if (entry->function_line == SIZE_MAX)
			continue;
		if (entry->tag == TAG_SUBPROGRAM)
			debug->function_line[debug->function_count++] =
				entry->function_line;
		if ((entry->tag == TAG_VARIABLE ||
		     entry->tag == TAG_PARAMETER) &&
		    entry->has_place)
			add_variable(reader, entry, debug);
	}
}

void assembly_debug_read(const struct assembly_lines *lines,
			 const struct assembly_symbols *symbols,
			 struct assembly_debug *debug)
{
	struct reader reader = {.symbols = symbols};
	bool good =
		assembly_bytes_read(lines, SECTION_DEBUG_INFO, &reader.info);

	good &= assembly_bytes_read(lines, SECTION_DEBUG_ABBREV,
				    &reader.abbrev);
	good &= assembly_bytes_read(lines, SECTION_DEBUG_ADDR, &reader.addr);
	*debug = (struct assembly_debug){0};
	if (good && read_entries(&reader)) {
		debug->variable =
			mem_alloc((reader.count + 1) * sizeof *debug->variable);
		debug->function_line = mem_alloc((reader.count + 1) *
						 sizeof *debug->function_line);
		collect(&reader, debug);
	}
	assembly_bytes_free(&reader.info);
	assembly_bytes_free(&reader.abbrev);
	assembly_bytes_free(&reader.addr);
	mem_free(reader.abbrev_at);
	mem_free(reader.entry);
}

void assembly_debug_free(struct assembly_debug *debug)
{
	mem_free(debug->variable);
	mem_free(debug->function_line);
}

bool assembly_debug_knows(const struct assembly_debug *debug, size_t first,
			  size_t end)
{
	for (size_t i = 0; i < debug->function_count; i++)
		if (debug->function_line[i] >= first &&
		    debug->function_line[i] < end)
			return true;
	return false;
}
