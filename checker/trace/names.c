/* Names of places and functions; strings that names are made of. */
#include "trace/names_parts.h"

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
	while (names->blocks) {
		struct block_names *next = names->blocks->next;

		mem_free(names->blocks->known);
		mem_free(names->blocks->sorted);
		mem_free(names->blocks);
		names->blocks = next;
	}
	dwarf_close(names->dwarf);
}

const char *names_keep(struct names *names, const char *text)
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

uint64_t names_link_pc(const struct execution *execution, uint64_t pc)
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
		dwarf_line(names->dwarf, names_link_pc(execution, pc));
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

const char *names_readable(struct names *names, const char *name)
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

	return symbol && symbol->function ? names_readable(names, symbol->name)
					  : NULL;
}
