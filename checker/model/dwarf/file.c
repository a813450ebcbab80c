/* The head of a line table (DWARF 5 section 6.2.4): directories, files. */
#include <string.h>

#include "base/alloc.h"
#include "model/dwarf/form.h"
#include "model/dwarf/file.h"

enum { CONTENT_PATH = 1, CONTENT_DIRECTORY = 2 };

struct directories {
	const char **items;
	size_t count;
};

static void add_directory(struct directories *to, const char *name)
{
	to->items = dwarf_read_room(to->items, to->count, sizeof *to->items);
	to->items[to->count++] = name;
}

static void add_file(const struct dwarf_unit *unit, struct dwarf_files *files,
		     const struct directories *directories, const char *name,
		     uint64_t directory)
{
	struct dwarf_file file = {.unit = unit, .name = name};

	if (directory < directories->count)
		file.directory = directories->items[directory];
	files->items = dwarf_read_room(files->items, files->count,
				       sizeof *files->items);
	files->items[files->count++] = file;
}

/* DWARF 4 section 6.2.4: lists that end with an empty string; directory 0
 * is the compilation directory and not listed. */
static void read_old(const struct dwarf_unit *unit, struct dwarf_cursor *at,
		     struct dwarf_files *files, struct directories *directories)
{
	const char *name;
	uint64_t directory;

	add_directory(directories, NULL);
	while ((name = dwarf_read_string(at)) && *name)
		add_directory(directories, name);
	while (files->count < files->most && (name = dwarf_read_string(at)) &&
	       *name) {
		directory = dwarf_read_uleb(at);
		dwarf_read_uleb(at); /* time */
		dwarf_read_uleb(at); /* size */
		add_file(unit, files, directories, name, directory);
	}
}

/* One entry of a DWARF 5 list, which says itself how it is written. */
struct entry {
	const char *path;
	uint64_t directory;
};

static struct entry read_entry(const struct dwarf_unit *unit,
			       struct dwarf_cursor format, unsigned columns,
			       struct dwarf_cursor *at)
{
	struct entry entry = {NULL, 0};

	while (columns--) {
		uint64_t content = dwarf_read_uleb(&format);
		uint64_t form = dwarf_read_uleb(&format);
		struct die_value value = dwarf_form_read(unit, at, form);

		if (content == CONTENT_PATH && value.form == FORM_STRING)
			entry.path = (const char *)value.block.bytes;
		else if (content == CONTENT_DIRECTORY)
			entry.directory = value.number;
	}
	return entry;
}

/* A list's format, and how many entries it has: no more than bytes, or it is
 * damaged. */
static struct dwarf_cursor read_format(struct dwarf_cursor *at,
				       unsigned *columns, uint64_t *count)
{
	struct dwarf_cursor format;

	*columns = (unsigned)dwarf_read_number(at, 1);
	format = *at;
	for (unsigned i = 0; i < 2 * *columns; i++)
		dwarf_read_uleb(at);
	*count = dwarf_read_uleb(at);
	if (*count > (size_t)(at->end - at->at))
		*count = 0;
	return format;
}

static void read_new(const struct dwarf_unit *unit, struct dwarf_cursor *at,
		     struct dwarf_files *files, struct directories *directories)
{
	unsigned columns;
	uint64_t count;
	struct dwarf_cursor format = read_format(at, &columns, &count);

	while (count-- && !at->failed)
		add_directory(directories,
			      read_entry(unit, format, columns, at).path);
	if (directories->count)
		directories->items[0] = NULL;
	format = read_format(at, &columns, &count);
	while (count-- && !at->failed && files->count < files->most) {
		struct entry entry = read_entry(unit, format, columns, at);

		add_file(unit, files, directories, entry.path, entry.directory);
	}
}

static void read_files(const struct dwarf_unit *unit, struct dwarf_cursor *at,
		       struct dwarf_files *files, struct dwarf_head *header)
{
	struct directories directories = {NULL, 0};

	header->first_file = files->count;
	if (header->version >= 5)
		read_new(unit, at, files, &directories);
	else
		read_old(unit, at, files, &directories);
	header->file_count = files->count - header->first_file;
	mem_free(directories.items);
}

bool dwarf_file_head(const struct dwarf_unit *unit, struct dwarf_files *files,
		     struct dwarf_head *header)
{
	struct dwarf_cursor all = dwarf_read_from(
		unit->dwarf->sections[SECTION_LINE], unit->lines);
	struct dwarf_cursor at;
	uint64_t length;

	if (!dwarf_read_unit(&all, &at))
		return false;
	header->version = (unsigned)dwarf_read_number(&at, 2);
	if (header->version < 2 || header->version > 5)
		return false;
	if (header->version >= 5)
		dwarf_read_number(&at, 2); /* sizes of address and segment */
	length = dwarf_read_number(&at, 4);
	header->program = at;
	dwarf_read_block(&header->program, length);
	at.end = header->program.at;
	header->min_instruction = dwarf_read_number(&at, 1);
	if (header->version >= 4)
		dwarf_read_number(&at, 1); /* operations in an instruction */
	dwarf_read_number(&at, 1);         /* default_is_stmt */
	header->line_base = (int8_t)dwarf_read_number(&at, 1);
	header->line_range = dwarf_read_number(&at, 1);
	header->opcode_base = dwarf_read_number(&at, 1);
	if (!header->line_range || !header->opcode_base)
		return false;
	header->operand_counts = dwarf_read_block(&at, header->opcode_base - 1);
	read_files(unit, &at, files, header);
	return !header->program.failed;
}

static void join(struct text *path, const char *directory, const char *name)
{
	if (directory && name[0] != '/') {
		text_add(path, directory);
		if (path->length && path->bytes[path->length - 1] != '/')
			text_add(path, "/");
	}
	text_add(path, name);
}

/* `path` without the compilation directory at its start. */
static const char *below(const char *directory, const char *path)
{
	size_t length = directory ? strlen(directory) : 0;

	while (length && directory[length - 1] == '/')
		length--;
	if (!directory || strncmp(path, directory, length) != 0 ||
	    path[length] != '/' || !path[length + 1])
		return path;
	return path + length + 1;
}

const char *dwarf_file_path(struct dwarf_files *files, size_t number)
{
	struct dwarf_file *file = &files->items[number];
	const char *base = file->unit->directory, *main = file->unit->name;
	struct text path = {0};

	if (file->path || !file->name)
		return file->path;
	join(&path, file->directory, file->name);
	/* The main file is shown in the user's own words. */
	if (main &&
	    strcmp(below(base, main), below(base, text_string(&path))) == 0)
		file->path = mem_copy_text(main);
	else
		file->path = mem_copy_text(below(base, text_string(&path)));
	text_free(&path);
	return file->path;
}

void dwarf_file_free(struct dwarf_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		mem_free(files->items[i].path);
	mem_free(files->items);
}
