/* Assembly text cut into lines, each with its kind and section. */
#ifndef MCHECK_MODEL_ASSEMBLY_LINE_H
#define MCHECK_MODEL_ASSEMBLY_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the input; not terminated. */
struct assembly_piece {
	const char *at;
	size_t length;
};

enum assembly_line_kind {
	LINE_BLANK, /* nothing, or a comment */
	LINE_LABEL,
	LINE_DIRECTIVE,
	LINE_INSTRUCTION,
	LINE_ODD, /* several statements, or a mark of inline assembly */
};

enum assembly_section {
	SECTION_TEXT,
	SECTION_OTHER, /* data */
	SECTION_DEBUG, /* nothing the program can see */
	SECTION_DEBUG_INFO,
	SECTION_DEBUG_ABBREV,
	SECTION_DEBUG_ADDR,
	SECTION_UNKNOWN, /* after .popsection and the like */
};

struct assembly_line {
	struct assembly_piece whole; /* with its newline */
	struct assembly_piece word;  /* label, directive or mnemonic */
	struct assembly_piece rest;  /* operands, without comment */
	enum assembly_line_kind kind;
	enum assembly_section section;
};

struct assembly_lines {
	struct assembly_line *line;
	size_t count;
};

/* The lines point into `input`; mem_free(lines.line) when done. */
struct assembly_lines assembly_line_split(const char *input, size_t length);

bool assembly_piece_is(struct assembly_piece piece, const char *string);
bool assembly_piece_starts(struct assembly_piece piece, const char *prefix);
bool assembly_piece_contains(struct assembly_piece piece, const char *part);

/* Cuts the part before the next comma outside parentheses and quotes off
 * `list`, without blanks around it; empty at the end. */
struct assembly_piece assembly_piece_cut(struct assembly_piece *list);

/* Reads the whole piece as a C number, with or without a sign. */
bool assembly_piece_number(struct assembly_piece piece, long long *number);

/* A character of a name: letter, digit or one of "._$". */
bool assembly_name_character(char character);

#endif
