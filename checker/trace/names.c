/* Names for addresses. */
#include "trace/names.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "trace/demangle.h"

/* What malloc leaves in memory (HEAP_POISON). */
#define NEVER_SET 0xaaaaaaaaaaaaaaaau

struct source_file {
	struct source_file *next;
	char *path;
	struct text text;
	struct text line; /* the last one asked for */
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
		text_free(&names->sources->line);
		mem_free(names->sources);
		names->sources = next;
	}
	while (names->read) {
		struct read_name *next = names->read->next;

		mem_free(names->read->text);
		mem_free(names->read);
		names->read = next;
	}
	dwarf_close(names->dwarf);
	mem_free(names->named);
	mem_free(names->described);
}

/* The call before the return address, at its link-time address. */
static uint64_t link_pc(const struct execution *execution, uint64_t pc)
{
	return pc - execution->base - 1;
}

void name_place(struct names *names, const struct execution *execution,
		uint64_t pc, struct text *text)
{
	struct dwarf_place place =
		dwarf_line(names->dwarf, link_pc(execution, pc));

	if (pc && place.file)
		text_addf(text, "%s:%u", place.file, place.line);
	else
		text_add(text, "?");
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
	file->next = names->sources;
	names->sources = file;
	return file;
}

const char *name_source(struct names *names, const struct execution *execution,
			uint64_t pc)
{
	struct dwarf_place place =
		dwarf_line(names->dwarf, link_pc(execution, pc));
	struct source_file *file;
	const char *at;

	if (!pc || !place.file || place.line == 0)
		return "";
	file = source_of(names, place.file);
	at = text_string(&file->text);
	for (unsigned line = 1; line < place.line && at; line++) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	file->line.length = 0;
	text_add(&file->line, "");
	if (!at)
		return "";
	at += strspn(at, " \t");
	text_add_bytes(&file->line, at, strcspn(at, "\r\n"));
	return text_string(&file->line);
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

	return symbol && symbol->function ? readable(names, symbol->name) : "?";
}

/* Members that belong to libc ("lock.__data") or to the C++ library
 * ("flag._M_base") are of no use to a reader. */
static void cut_reserved(struct text *text, size_t from)
{
	static const char *const reserved[] = {".__", "._M_"};

	for (size_t i = 0; i < 2; i++) {
		char *at = strstr(text->bytes + from, reserved[i]);

		if (at) {
			*at = 0;
			text->length = (size_t)(at - text->bytes);
		}
	}
}

static bool name_in_image(struct names *names, uint64_t offset, uint64_t size,
			  struct text *text)
{
	const struct elf_symbol *symbol;
	size_t from = text->length;

	if (dwarf_name_global(names->dwarf, offset, size, text)) {
		cut_reserved(text, from);
		return true;
	}
	symbol = elf_symbol_at(names->elf, offset);
	if (!symbol)
		return false;
	text_add(text, readable(names, symbol->name));
	if (offset > symbol->address)
		text_addf(text, "+%llu",
			  (unsigned long long)(offset - symbol->address));
	return true;
}

static void name_on_stack(struct names *names,
			  const struct execution *execution, int slot,
			  uint64_t address, uint64_t size,
			  const struct event_frame *frame, struct text *text)
{
	uint64_t top = execution->base + REGION_IMAGE +
		       (uint64_t)slot * SLOT_SIZE + STACK_GUARD + STACK_SIZE;
	uint64_t align =
		names->elf->tls_align < 16 ? 16 : names->elf->tls_align;
	uint64_t local = (top - 16 - names->elf->tls_size) & ~(align - 1);
	struct dwarf_frame where;
	size_t from = text->length;

	if (address >= local &&
	    dwarf_name_thread_local(names->dwarf, address - local, size,
				    text)) {
		text_addf(text, " of T%d", slot + 1);
		return;
	}
	if (frame && frame->pc) {
		where = (struct dwarf_frame){link_pc(execution, frame->pc),
					     frame->cfa, frame->frame_pointer};
		if (dwarf_name_local(names->dwarf, &where, address, size,
				     text)) {
			cut_reserved(text, from);
			return;
		}
	}
	text_addf(text, "a local variable of T%d", slot + 1);
}

static void note_named(struct names *names, uint32_t block)
{
	if (block / 8 >= names->named_room) {
		size_t room = block / 8 + 64;

		names->named = mem_resize(names->named, room);
		names->described = mem_resize(names->described, room);
		memset(names->named + names->named_room, 0,
		       room - names->named_room);
		memset(names->described + names->named_room, 0,
		       room - names->named_room);
		names->named_room = room;
	}
	names->named[block / 8] |= (unsigned char)(1u << block % 8);
}

/* "block 3", "block 3+8"; the report says below what block 3 is. */
static bool name_in_heap(struct names *names, const struct execution *execution,
			 uint64_t address, struct text *text)
{
	for (uint32_t i = 1; i < execution->block_count; i++) {
		const struct block *block = &execution->blocks[i];

		if (address < block->address ||
		    address > block->address + block->size + 15)
			continue;
		if (block->internal && block->pc == 0) {
			text_add(text, "the program's arguments");
			return true;
		}
		note_named(names, i);
		text_addf(text, "%s %u", block->internal ? "channel" : "block",
			  i - 1);
		if (address != block->address)
			text_addf(
				text, "+%llu",
				(unsigned long long)(address - block->address));
		return true;
	}
	return false;
}

void name_no_blocks(struct names *names)
{
	if (!names->named_room)
		return;
	memset(names->named, 0, names->named_room);
	memset(names->described, 0, names->named_room);
}

void name_blocks(struct names *names, const struct execution *execution,
		 struct text *text)
{
	for (uint32_t i = 1;
	     i < execution->block_count && i / 8 < names->named_room; i++) {
		const struct block *block = &execution->blocks[i];

		if (!((names->named[i / 8] & ~names->described[i / 8]) >>
			      i % 8 &
		      1))
			continue;
		if (block->internal)
			text_addf(text, "  channel %u: made by ", i - 1);
		else
			text_addf(text, "  block %u: %llu bytes, allocated by ",
				  i - 1, (unsigned long long)block->size);
		name_thread(names, execution, block->thread, text);
		text_add(text, " at ");
		name_place(names, execution, block->pc, text);
		text_add(text, "\n");
		if (block->live || block->internal)
			continue;
		text_add(text, "    freed by ");
		name_thread(names, execution, block->free_thread, text);
		text_add(text, " at ");
		name_place(names, execution, block->free_pc, text);
		text_add(text, "\n");
	}
	for (size_t i = 0; i < names->named_room; i++) {
		names->described[i] |= names->named[i];
		names->named[i] = 0;
	}
}

/* Between variables: how far behind which. */
static void name_between(struct names *names, uint64_t offset,
			 struct text *text)
{
	const struct elf_symbol *before = NULL;

	for (int i = 0; i < names->elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &names->elf->symbols[i];

		if (symbol->writable &&
		    symbol->address + symbol->size <= offset &&
		    (!before || symbol->address > before->address))
			before = symbol;
	}
	if (!before) {
		text_add(text, "an address between variables");
		return;
	}
	offset -= before->address + before->size;
	if (offset)
		text_addf(text, "%llu byte%s behind the end of %s",
			  (unsigned long long)offset, offset == 1 ? "" : "s",
			  readable(names, before->name));
	else
		text_addf(text, "just behind the end of %s",
			  readable(names, before->name));
}

void name_object(struct names *names, const struct execution *execution,
		 uint64_t address, uint64_t size,
		 const struct event_frame *frame, struct text *text)
{
	uint64_t offset = address - execution->base;
	uint64_t in_slot = (offset - REGION_IMAGE) % SLOT_SIZE;

	if (address < 65536) {
		text_add(text, address ? "an address near NULL" : "NULL");
		return;
	}
	if (offset >= REGION_SIZE) {
		text_add(text, "an address of no variable");
		return;
	}
	if (offset < REGION_IMAGE) {
		if (!name_in_image(names, offset, size, text))
			name_between(names, offset, text);
		return;
	}
	if (in_slot < HEAP_OFFSET)
		name_on_stack(names, execution,
			      (int)((offset - REGION_IMAGE) / SLOT_SIZE),
			      address, size, frame, text);
	else if (!name_in_heap(names, execution, address, text))
		text_add(text, "the heap");
}

void name_thread(struct names *names, const struct execution *execution,
		 int thread, struct text *text)
{
	const char *function = "?";

	if (thread >= 0 && (uint32_t)thread < execution->thread_count)
		function = name_function(names, execution,
					 execution->threads[thread].function);
	text_addf(text, "T%d", thread + 1);
	if (strcmp(function, "?") != 0)
		text_addf(text, " %s", function);
}

static int64_t sign_extend(uint64_t value, uint32_t size)
{
	unsigned unused = 64 - size * 8;

	return (int64_t)(value << unused) >> unused;
}

static void add_real(uint64_t value, uint32_t size, struct text *text)
{
	uint32_t half = (uint32_t)value;
	double real;
	float single;

	memcpy(&real, &value, sizeof real);
	memcpy(&single, &half, sizeof single);
	text_addf(text, "%.9g", size == 4 ? (double)single : real);
}

void name_value(struct names *names, const struct execution *execution,
		uint64_t address, uint32_t size, uint64_t value,
		struct text *text)
{
	enum dwarf_kind kind = dwarf_kind_of_global(
		names->dwarf, address - execution->base, size);

	if (size && value && value == NEVER_SET >> (64 - size * 8)) {
		text_add(text, "(never set)");
		return;
	}
	if (kind == DWARF_BOOL)
		text_add(text, value ? "true" : "false");
	else if (kind == DWARF_CHAR && value < 128 && isprint((int)value))
		text_addf(text, "'%c'", (int)value);
	else if (kind == DWARF_UNSIGNED)
		text_addf(text, "%llu", (unsigned long long)value);
	else if (kind == DWARF_FLOAT && (size == 4 || size == 8))
		add_real(value, size, text);
	else if (size == 8 && value - execution->base < REGION_SIZE) {
		text_add(text, "&");
		name_object(names, execution, value, 1, NULL, text);
	} else if (kind == DWARF_POINTER && value == 0)
		text_add(text, "NULL");
	else
		text_addf(text, "%lld", (long long)sign_extend(value, size));
}
