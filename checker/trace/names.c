/* Names for addresses. */
#include "trace/names.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "trace/demangle.h"

/* Its lines, cut apart in `text`. */
struct source_file {
	struct source_file *next;
	char *path;
	struct text text;
	const char **lines; /* trimmed */
	unsigned line_count;
};

struct kept_string {
	struct kept_string *next;
	char text[];
};

/* A symbol, and its readable form or NULL. */
struct read_name {
	struct read_name *next;
	const char *name;
	char *text;
};

void names_open(struct names *names, const struct elf *elf)
{
	*names = (struct names){.elf = elf};
	names->dwarf = dwarf_open((const unsigned char *)elf->file.bytes,
				  elf->file.length);
}

void names_close(struct names *names)
{
	while (names->sources) {
		struct source_file *next = names->sources->next;

		mem_free(names->sources->path);
		text_free(&names->sources->text);
		mem_free(names->sources->lines);
		mem_free(names->sources);
		names->sources = next;
	}
	while (names->read) {
		struct read_name *next = names->read->next;

		mem_free(names->read->text);
		mem_free(names->read);
		names->read = next;
	}
	for (int i = 0; i < KEPT_BUCKETS; i++) {
		while (names->kept[i]) {
			struct kept_string *next = names->kept[i]->next;

			mem_free(names->kept[i]);
			names->kept[i] = next;
		}
	}
	dwarf_close(names->dwarf);
}

/* The same string, for as long as the names are open. */
static const char *keep(struct names *names, const char *text)
{
	unsigned hash = 5381;
	struct kept_string **bucket, *kept;

	for (const char *at = text; *at; at++)
		hash = hash * 33 + (unsigned char)*at;
	bucket = &names->kept[hash % KEPT_BUCKETS];
	for (kept = *bucket; kept; kept = kept->next)
		if (strcmp(kept->text, text) == 0)
			return kept->text;
	kept = mem_alloc(sizeof *kept + strlen(text) + 1);
	strcpy(kept->text, text);
	kept->next = *bucket;
	*bucket = kept;
	return kept->text;
}

/* The call before the return address, at its link-time address. */
static uint64_t link_pc(const struct execution *execution, uint64_t pc)
{
	return pc - execution->base - 1;
}

/* Cuts the text into its lines. */
static void cut_lines(struct source_file *file)
{
	char *at = file->text.bytes;
	unsigned room = 0;

	while (at && *at) {
		char *end = at + strcspn(at, "\n");
		bool more = *end == '\n';

		if (file->line_count == room) {
			room = room ? room * 2 : 64;
			file->lines = mem_resize(file->lines,
						 room * sizeof *file->lines);
		}
		*end = 0;
		at[strcspn(at, "\r")] = 0;
		file->lines[file->line_count++] = at + strspn(at, " \t");
		at = end + more;
	}
}

static struct source_file *source_of(struct names *names, const char *path)
{
	struct source_file *file;

	for (file = names->sources; file; file = file->next)
		if (strcmp(file->path, path) == 0)
			return file;
	file = mem_alloc(sizeof *file);
	file->path = mem_copy_text(path);
	file_read(path, &file->text);
	cut_lines(file);
	file->next = names->sources;
	names->sources = file;
	return file;
}

static const char *source_line(struct names *names, const char *path,
			       unsigned line)
{
	const struct source_file *file = source_of(names, path);

	return line > 0 && line <= file->line_count ? file->lines[line - 1]
						    : "";
}

struct place name_place(struct names *names, const struct execution *execution,
			uint64_t pc)
{
	struct dwarf_place found =
		dwarf_line(names->dwarf, link_pc(execution, pc));
	struct place place = {.source = ""};

	if (!pc)
		return place;
	place.function = name_function(names, execution, pc);
	if (!found.file)
		return place;
	place.file = found.file;
	place.line = found.line;
	place.column = found.column;
	place.source = source_line(names, found.file, found.line);
	return place;
}

/* The symbol's name, as people write it; kept until names_close. */
static const char *readable(struct names *names, const char *name)
{
	struct read_name *read = names->read;

	if (strncmp(name, "_Z", 2) != 0)
		return name;
	while (read && read->name != name)
		read = read->next;
	if (!read) {
		read = mem_alloc(sizeof *read);
		read->name = name;
		read->text = demangle(name);
		read->next = names->read;
		names->read = read;
	}
	return read->text ? read->text : name;
}

const char *name_function(struct names *names,
			  const struct execution *execution, uint64_t pc)
{
	const struct elf_symbol *symbol =
		elf_symbol_at(names->elf, pc - execution->base);

	return symbol && symbol->function ? readable(names, symbol->name)
					  : NULL;
}

/* Members that belong to libc ("lock.__data") or to the C++ library
 * ("flag._M_base") are of no use to a reader. */
static bool cut_reserved(struct text *path)
{
	static const char *const reserved[] = {".__", "._M_"};
	bool cut = false;

	for (size_t i = 0; path->length && i < 2; i++) {
		char *at = strstr(path->bytes, reserved[i]);

		if (!at)
			continue;
		*at = 0;
		path->length = (size_t)(at - path->bytes);
		cut = true;
	}
	return cut;
}

/* A name, and what a value there is. */
struct found {
	struct name name;
	enum dwarf_kind kind;
	uint64_t bits; /* as in dwarf.h */
	int64_t bit;
};

/* From what the debug information calls it. */
static struct found variable_found(struct names *names, enum name_kind kind,
				   struct dwarf_name *from)
{
	struct found found = {.name = {.kind = kind,
				       .variable = from->variable,
				       .offset = from->offset,
				       .bit_field = from->bits != 0},
			      .kind = from->kind,
			      .bits = from->bits,
			      .bit = from->bit};

	if (kind == NAME_VARIABLE && cut_reserved(&from->path))
		found.name.offset = 0;
	found.name.path = keep(names, text_string(&from->path));
	text_free(&from->path);
	return found;
}

/* With the source line that uses them, which tells bit-fields apart. */
static struct dwarf_use use_of(struct names *names,
			       const struct execution *execution,
			       const struct used_bytes *used)
{
	struct place place = {.source = NULL};

	if (used->pc)
		place = name_place(names, execution, used->pc);
	return (struct dwarf_use){used->size, place.source, place.column};
}

/* Between variables: how far behind which. */
static struct name name_between(struct names *names, uint64_t offset)
{
	const struct elf_symbol *before = NULL;

	for (int i = 0; i < names->elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &names->elf->symbols[i];

		if (symbol->writable &&
		    symbol->address + symbol->size <= offset &&
		    (!before || symbol->address > before->address))
			before = symbol;
	}
	if (!before)
		return (struct name){.kind = NAME_BETWEEN};
	return (struct name){.kind = NAME_BEHIND,
			     .variable = readable(names, before->name),
			     .path = "",
			     .offset =
				     offset - (before->address + before->size)};
}

static struct found find_in_image(struct names *names,
				  const struct execution *execution,
				  const struct used_bytes *used)
{
	uint64_t offset = used->address - execution->base;
	const struct elf_symbol *symbol;
	struct dwarf_name found = {0};

	if (dwarf_name_global(names->dwarf, offset,
			      use_of(names, execution, used), &found))
		return variable_found(names, NAME_VARIABLE, &found);
	symbol = elf_symbol_at(names->elf, offset);
	if (!symbol)
		return (struct found){.name = name_between(names, offset)};
	return (struct found){
		.name = {.kind = NAME_VARIABLE,
			 .variable = readable(names, symbol->name),
			 .path = "",
			 .offset = offset - symbol->address}};
}

static struct found find_on_stack(struct names *names,
				  const struct execution *execution, int slot,
				  const struct used_bytes *used)
{
	uint64_t local =
		layout_local(layout_stack_top(execution->base, slot),
			     names->elf->tls_size, names->elf->tls_align);
	struct dwarf_use use = use_of(names, execution, used);
	const struct event_frame *frame = used->frame;
	struct found found = {.name = {.kind = NAME_STACK}};
	struct dwarf_name name = {0};
	struct dwarf_frame where;

	if (used->address >= local &&
	    dwarf_name_thread_local(names->dwarf, used->address - local, use,
				    &name)) {
		found = variable_found(names, NAME_THREAD_LOCAL, &name);
	} else if (frame && frame->pc) {
		where = (struct dwarf_frame){link_pc(execution, frame->pc),
					     frame->cfa, frame->frame_pointer};
		if (dwarf_name_local(names->dwarf, &where, used->address, use,
				     &name))
			found = variable_found(names, NAME_VARIABLE, &name);
	}
	found.name.thread = slot;
	return found;
}

static struct name name_in_heap(const struct execution *execution,
				uint64_t address)
{
	for (uint32_t i = 1; i < execution->block_count; i++) {
		const struct block *block = &execution->blocks[i];
		struct name name = {.kind = NAME_BLOCK, .block = i};

		if (address < block->address ||
		    address > block->address + block->size + 15)
			continue;
		name.offset = address - block->address;
		if (block->internal)
			name.kind = block->pc ? NAME_CHANNEL : NAME_ARGUMENTS;
		return name;
	}
	return (struct name){.kind = NAME_HEAP};
}

static struct found find(struct names *names, const struct execution *execution,
			 const struct used_bytes *used)
{
	uint64_t address = used->address, offset = address - execution->base;
	uint64_t in_slot = (offset - REGION_IMAGE) % SLOT_SIZE;

	if (address < NULL_PAGES)
		return (struct found){.name.kind = address ? NAME_NEAR_NULL
							   : NAME_NULL};
	if (offset >= REGION_SIZE)
		return (struct found){.name.kind = NAME_NOWHERE};
	if (offset < REGION_IMAGE)
		return find_in_image(names, execution, used);
	if (in_slot >= HEAP_OFFSET)
		return (struct found){.name = name_in_heap(execution, address)};
	return find_on_stack(names, execution,
			     (int)((offset - REGION_IMAGE) / SLOT_SIZE), used);
}

struct name name_object(struct names *names, const struct execution *execution,
			struct used_bytes used)
{
	return find(names, execution, &used).name;
}

/* Of a value whose highest bits are unused. */
static uint64_t sign_extend(uint64_t value, unsigned unused)
{
	return unused < 64 ? (uint64_t)((int64_t)(value << unused) >> unused)
			   : 0;
}

static double real_of(uint64_t value, uint32_t size)
{
	uint32_t half = (uint32_t)value;
	double real;
	float single;

	memcpy(&real, &value, sizeof real);
	memcpy(&single, &half, sizeof single);
	return size == 4 ? (double)single : real;
}

/* How a value of this kind is written. */
static enum value_kind kind_of(const struct execution *execution,
			       enum dwarf_kind kind, uint32_t size,
			       uint64_t value)
{
	if (kind == DWARF_BOOL)
		return VALUE_BOOL;
	if (kind == DWARF_CHAR && value < 128 && isprint((int)value))
		return VALUE_CHARACTER;
	if (kind == DWARF_UNSIGNED)
		return VALUE_UNSIGNED;
	if (kind == DWARF_FLOAT && (size == 4 || size == 8))
		return VALUE_REAL;
	if (size == 8 && value - execution->base < REGION_SIZE)
		return VALUE_ADDRESS;
	return kind == DWARF_POINTER && value == 0 ? VALUE_NULL : VALUE_SIGNED;
}

/* Only the bit-field of the value; false when that is not all there. */
static bool cut_bits(const struct found *found, uint32_t size, uint64_t *value)
{
	uint64_t begin = (uint64_t)found->bit;

	if (begin > 63 || found->bits > 8 * (uint64_t)size - begin)
		return false;
	*value = *value >> begin << (64 - found->bits) >> (64 - found->bits);
	return true;
}

static struct value value_of(const struct execution *execution,
			     const struct found *found, uint32_t size,
			     uint64_t value)
{
	struct value named = {.bits = value};
	unsigned unused = 64 - (unsigned)(found->bits ? found->bits : size * 8);

	named.kind = found->bits && found->kind != DWARF_BOOL
			     ? found->kind == DWARF_UNSIGNED ? VALUE_UNSIGNED
							     : VALUE_SIGNED
			     : kind_of(execution, found->kind, size, value);
	if (named.kind == VALUE_SIGNED)
		named.bits = sign_extend(value, unused);
	if (named.kind == VALUE_REAL)
		named.real = real_of(value, size);
	return named;
}

struct value name_value(struct names *names, const struct execution *execution,
			struct used_bytes used, uint64_t value)
{
	struct found found = find(names, execution, &used);
	uint32_t size = (uint32_t)used.size;
	struct value named;

	if (found.bits && !cut_bits(&found, size, &value))
		return (struct value){.kind = VALUE_NONE};
	named = value_of(execution, &found, size, value);
	if (named.kind == VALUE_ADDRESS)
		named.target = name_object(
			names, execution,
			(struct used_bytes){.address = value, .size = 1});
	return named;
}

bool name_is_volatile(struct names *names, const struct execution *execution,
		      uint64_t address)
{
	return dwarf_is_volatile(names->dwarf, address - execution->base);
}
