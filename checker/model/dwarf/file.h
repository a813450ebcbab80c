/* The head of a line table: its parameters and its files. */
#ifndef MCHECK_MODEL_DWARF_FILE_H
#define MCHECK_MODEL_DWARF_FILE_H

#include "model/dwarf/inside.h"

/* A file of some line table; strings are borrowed from the image. */
struct dwarf_file {
	const struct dwarf_unit *unit;
	const char *directory; /* NULL: the compilation directory */
	const char *name;
	char *path; /* as we show it, owned; NULL before first use */
};

struct dwarf_files {
	struct dwarf_file *items;
	size_t count;
	size_t most;
};

/* What the program needs from its header (DWARF 5 section 6.2.4). */
struct dwarf_head {
	unsigned version;
	uint64_t min_instruction; /* bytes */
	int64_t line_base;
	uint64_t line_range;  /* not 0 */
	uint64_t opcode_base; /* not 0 */
	struct dwarf_span operand_counts;
	size_t first_file, file_count; /* its part of all files */
	struct dwarf_cursor program;
};

/* Reads the header of the unit's line table and adds its files to `files`;
 * false when there is none that we understand. */
bool dwarf_file_head(const struct dwarf_unit *unit, struct dwarf_files *files,
		     struct dwarf_head *header);

/* The path of a file; owned by `files`. */
const char *dwarf_file_path(struct dwarf_files *files, size_t file);

void dwarf_file_free(struct dwarf_files *files);

#endif
