/* Line tables (DWARF 5 section 6.2): the programs of all units are run once
 * into one array of rows, sorted by address.
 *
 *	row     0x1000 a.c:3
 *	row     0x1004 a.c:4       an instruction belongs to the last row
 *	end     0x1010             at or before it, if that is no end
 */
#include "model/dwarf/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/dwarf/file.h"
#include "model/dwarf/unit.h"

/* A row's file, where a sequence of instructions ends. */
#define NO_FILE UINT32_MAX

struct row {
	uint64_t address;
	uint32_t file;
	uint32_t line;
	uint32_t column; /* 0: unknown */
	uint32_t number; /* the order in which rows were made */
};

struct dwarf_lines {
	struct row *rows;
	size_t count;
	size_t most; /* honest programs make no more rows than this */
	struct dwarf_files files;
};

/* The registers of the line number program (section 6.2.2). */
struct program {
	struct dwarf_lines *lines;
	struct dwarf_head header;
	struct dwarf_cursor cursor;
	uint64_t address, file, line, column;
	size_t sequence; /* where the current sequence's rows begin */
};

enum {
	LINE_EXTENDED = 0,
	LINE_COPY = 1,
	LINE_ADVANCE_PC = 2,
	LINE_ADVANCE_LINE = 3,
	LINE_SET_FILE = 4,
	LINE_SET_COLUMN = 5,
	LINE_CONST_ADD_PC = 8,
	LINE_FIXED_ADVANCE_PC = 9
};

enum { LINE_END_SEQUENCE = 1, LINE_SET_ADDRESS = 2 };

static uint32_t file_number(const struct program *program)
{
	const struct dwarf_head *header = &program->header;
	uint64_t index = program->file - (header->version < 5);

	return index < header->file_count
		       ? (uint32_t)(header->first_file + index)
		       : NO_FILE;
}

/* A second row at one address takes the place of the first, which covers no
 * instruction. */
static void add_row(struct program *program, uint32_t file)
{
	struct dwarf_lines *lines = program->lines;
	size_t n = lines->count;
	struct row row = {program->address, file, (uint32_t)program->line,
			  (uint32_t)program->column, (uint32_t)n};

	if (n > program->sequence &&
	    lines->rows[n - 1].address == row.address) {
		row.number = lines->rows[n - 1].number;
		lines->rows[n - 1] = row;
		return;
	}
	if (n >= lines->most)
		return;
	lines->rows = dwarf_read_room(lines->rows, n, sizeof *lines->rows);
	lines->rows[n] = row;
	lines->count++;
}

static void start_sequence(struct program *program)
{
	program->address = 0;
	program->file = 1;
	program->line = 1;
	program->column = 0;
	program->sequence = program->lines->count;
}

static void end_sequence(struct program *program)
{
	struct dwarf_lines *lines = program->lines;

	add_row(program, NO_FILE);
	/* At address 0 is what the linker threw away. */
	if (lines->count > program->sequence &&
	    lines->rows[program->sequence].address == 0)
		lines->count = program->sequence;
	start_sequence(program);
}

static void advance(struct program *program, uint64_t operations)
{
	program->address += operations * program->header.min_instruction;
}

/* Section 6.2.5.1. */
static void special(struct program *program, uint64_t code)
{
	uint64_t adjusted = code - program->header.opcode_base;

	advance(program, adjusted / program->header.line_range);
	program->line += (uint64_t)program->header.line_base +
			 adjusted % program->header.line_range;
	add_row(program, file_number(program));
}

/* Section 6.2.5.3. */
static void extended(struct program *program)
{
	uint64_t length = dwarf_read_uleb(&program->cursor);
	struct dwarf_span span = dwarf_read_block(&program->cursor, length);
	struct dwarf_cursor operand = dwarf_read_from(span, 0);

	switch (dwarf_read_number(&operand, 1)) {
	case LINE_END_SEQUENCE:
		end_sequence(program);
		break;
	case LINE_SET_ADDRESS:
		program->address = dwarf_read_number(&operand, 8);
		break;
	default: /* others are of no use to us */
		break;
	}
}

static void skip_operands(struct program *program, uint64_t code)
{
	struct dwarf_cursor lengths =
		dwarf_read_from(program->header.operand_counts, code - 1);
	uint64_t count = dwarf_read_number(&lengths, 1);

	while (count--)
		dwarf_read_uleb(&program->cursor);
}

/* Section 6.2.5.2. */
static void step(struct program *program)
{
	struct dwarf_cursor *cursor = &program->cursor;
	uint64_t code = dwarf_read_number(cursor, 1);

	if (code >= program->header.opcode_base) {
		special(program, code);
		return;
	}
	switch (code) {
	case LINE_EXTENDED:
		extended(program);
		break;
	case LINE_COPY:
		add_row(program, file_number(program));
		break;
	case LINE_ADVANCE_PC:
		advance(program, dwarf_read_uleb(cursor));
		break;
	case LINE_ADVANCE_LINE:
		program->line += (uint64_t)dwarf_read_sleb(cursor);
		break;
	case LINE_SET_FILE:
		program->file = dwarf_read_uleb(cursor);
		break;
	case LINE_SET_COLUMN:
		program->column = dwarf_read_uleb(cursor);
		break;
	case LINE_CONST_ADD_PC:
		advance(program, (255 - program->header.opcode_base) /
					 program->header.line_range);
		break;
	case LINE_FIXED_ADVANCE_PC:
		program->address += dwarf_read_number(cursor, 2);
		break;
	default:
		skip_operands(program, code);
		break;
	}
}

static void run(struct dwarf_lines *lines, const struct dwarf_unit *unit)
{
	struct program program = {.lines = lines};

	if (!dwarf_file_head(unit, &lines->files, &program.header))
		return;
	program.cursor = program.header.program;
	start_sequence(&program);
	while (program.cursor.at < program.cursor.end)
		step(&program);
	/* What was cut off has no end, so nothing is known of it. */
	lines->count = program.sequence;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	/* One sequence ends where the next one starts. */
	if ((a->file == NO_FILE) != (b->file == NO_FILE))
		return a->file == NO_FILE ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static bool seen_before(const struct dwarf *dwarf, size_t unit)
{
	for (size_t i = 0; i < unit; i++)
		if (dwarf->units[i].has_lines &&
		    dwarf->units[i].lines == dwarf->units[unit].lines)
			return true;
	return false;
}

static struct dwarf_lines *read_lines(struct dwarf *dwarf)
{
	struct dwarf_lines *lines = mem_alloc(sizeof *lines);

	lines->most = dwarf->sections[SECTION_LINE].size;
	lines->files.most = lines->most;
	dwarf_unit_read(dwarf);
	for (size_t i = 0; i < dwarf->unit_count; i++)
		if (dwarf->units[i].has_lines && !seen_before(dwarf, i))
			run(lines, &dwarf->units[i]);
	if (lines->count)
		qsort(lines->rows, lines->count, sizeof *lines->rows,
		      compare_rows);
	return lines;
}

/* The last row at or before `pc`. */
static const struct row *find_row(const struct dwarf_lines *lines, uint64_t pc)
{
	size_t low = 0, high = lines->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines->rows[middle].address <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &lines->rows[low - 1] : NULL;
}

struct dwarf_place dwarf_line(struct dwarf *dwarf, uint64_t pc)
{
	struct dwarf_place place = {NULL, 0, 0};
	const struct row *row;

	if (!dwarf)
		return place;
	if (!dwarf->lines)
		dwarf->lines = read_lines(dwarf);
	row = find_row(dwarf->lines, pc);
	if (row && row->file != NO_FILE) {
		place.file = dwarf_file_path(&dwarf->lines->files, row->file);
		place.line = row->line;
		place.column = row->column;
	}
	return place;
}

void dwarf_line_free(struct dwarf_lines *lines)
{
	if (!lines)
		return;
	dwarf_file_free(&lines->files);
	mem_free(lines->rows);
	mem_free(lines);
}
