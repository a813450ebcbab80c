/* Names for addresses. */
#include "trace/names.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "trace/demangle.h"

/* What malloc leaves in memory (HEAP_POISON). */
#define NEVER_SET 0xaaaaaaaaaaaaaaaau

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

/* From what the debug information calls it. */
static struct name variable_name(struct names *names, enum name_kind kind,
				 struct dwarf_name *found)
{
	struct name name = {.kind = kind,
			    .variable = found->variable,
			    .offset = found->offset};

	if (kind == NAME_VARIABLE && cut_reserved(&found->path))
		name.offset = 0;
	name.path = keep(names, text_string(&found->path));
	text_free(&found->path);
	return name;
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

static struct name name_in_image(struct names *names, uint64_t offset,
				 uint64_t size)
{
	const struct elf_symbol *symbol;
	struct dwarf_name found = {0};

	if (dwarf_name_global(names->dwarf, offset, size, &found))
		return variable_name(names, NAME_VARIABLE, &found);
	symbol = elf_symbol_at(names->elf, offset);
	if (!symbol)
		return name_between(names, offset);
	return (struct name){.kind = NAME_VARIABLE,
			     .variable = readable(names, symbol->name),
			     .path = "",
			     .offset = offset - symbol->address};
}

static struct name name_on_stack(struct names *names,
				 const struct execution *execution, int slot,
				 uint64_t address, uint64_t size,
				 const struct event_frame *frame)
{
	uint64_t top = execution->base + REGION_IMAGE +
		       (uint64_t)slot * SLOT_SIZE + STACK_GUARD + STACK_SIZE;
	uint64_t align =
		names->elf->tls_align < 16 ? 16 : names->elf->tls_align;
	uint64_t local = (top - 16 - names->elf->tls_size) & ~(align - 1);
	struct name name = {.kind = NAME_STACK, .thread = slot};
	struct dwarf_name found = {0};
	struct dwarf_frame where;

	if (address >= local &&
	    dwarf_name_thread_local(names->dwarf, address - local, size,
				    &found)) {
		name = variable_name(names, NAME_THREAD_LOCAL, &found);
		name.thread = slot;
	} else if (frame && frame->pc) {
		where = (struct dwarf_frame){link_pc(execution, frame->pc),
					     frame->cfa, frame->frame_pointer};
		if (dwarf_name_local(names->dwarf, &where, address, size,
				     &found))
			name = variable_name(names, NAME_VARIABLE, &found);
	}
	return name;
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

struct name name_object(struct names *names, const struct execution *execution,
			uint64_t address, uint64_t size,
			const struct event_frame *frame)
{
	uint64_t offset = address - execution->base;
	uint64_t in_slot = (offset - REGION_IMAGE) % SLOT_SIZE;

	if (address < 65536)
		return (struct name){.kind = address ? NAME_NEAR_NULL
						     : NAME_NULL};
	if (offset >= REGION_SIZE)
		return (struct name){.kind = NAME_NOWHERE};
	if (offset < REGION_IMAGE)
		return name_in_image(names, offset, size);
	if (in_slot >= HEAP_OFFSET)
		return name_in_heap(execution, address);
	return name_on_stack(names, execution,
			     (int)((offset - REGION_IMAGE) / SLOT_SIZE),
			     address, size, frame);
}

static uint64_t sign_extend(uint64_t value, uint32_t size)
{
	unsigned unused = 64 - size * 8;

	return size ? (uint64_t)((int64_t)(value << unused) >> unused) : 0;
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
	if (size && value && value == NEVER_SET >> (64 - size * 8))
		return VALUE_NEVER_SET;
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

struct value name_value(struct names *names, const struct execution *execution,
			uint64_t address, uint32_t size, uint64_t value)
{
	enum dwarf_kind kind = dwarf_kind_of_global(
		names->dwarf, address - execution->base, size);
	struct value named = {.kind = kind_of(execution, kind, size, value),
			      .bits = value};

	if (named.kind == VALUE_SIGNED)
		named.bits = sign_extend(value, size);
	if (named.kind == VALUE_REAL)
		named.real = real_of(value, size);
	if (named.kind == VALUE_ADDRESS)
		named.target = name_object(names, execution, value, 1, NULL);
	return named;
}

bool name_is_volatile(struct names *names, const struct execution *execution,
		      uint64_t address)
{
	return dwarf_is_volatile(names->dwarf, address - execution->base);
}
