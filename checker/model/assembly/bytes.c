/* A debug section of an assembly text, as the bytes it will be. */
#include "model/assembly/bytes.h"

#include <stdint.h>

static void add_byte(struct text *bytes, unsigned value)
{
	unsigned char byte = (unsigned char)value;

	text_add_bytes(bytes, &byte, 1);
}

static void add_fixed(struct text *bytes, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		add_byte(bytes, (unsigned)(value >> (8 * i)) & 0xff);
}

static void add_uleb(struct text *bytes, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		add_byte(bytes, (value & 0x7f) | 0x80);
	add_byte(bytes, (unsigned)value);
}

static void add_sleb(struct text *bytes, int64_t value)
{
	for (; value < -64 || value >= 64; value >>= 7)
		add_byte(bytes, (value & 0x7f) | 0x80);
	add_byte(bytes, value & 0x7f);
}

/* A quoted string; only its length and its zeros matter.  An escape is a
 * backslash and up to three digits, or a backslash and a character. */
static bool add_string(struct text *bytes, struct assembly_piece text,
		       bool terminated)
{
	size_t i = 1;

	if (text.length < 2 || text.at[0] != '"' ||
	    text.at[text.length - 1] != '"')
		return false;
	while (i < text.length - 1) {
		unsigned value = (unsigned char)text.at[i++];

		if (value == '\\') {
			size_t digits = 0;

			value = 0;
			for (; digits < 3 && text.at[i] >= '0' &&
			       text.at[i] <= '7';
			     digits++)
				value = value * 8 +
					(unsigned)(text.at[i++] - '0');
			if (digits == 0)
				value = (unsigned char)text.at[i++];
		} else if (value == '"') {
			return false; /* a list of strings */
		}
		add_byte(bytes, value & 0xff);
	}
	if (terminated)
		add_byte(bytes, 0);
	return true;
}

/* A number, or 8 bytes for the address of a label. */
static bool add_value(const struct assembly_symbols *symbols,
		      struct text *bytes, size_t size,
		      struct assembly_piece text)
{
	const struct assembly_symbol *symbol;
	long long value = 0;

	if (text.length == 0)
		return false;
	if (!assembly_piece_number(text, &value) && size == 8) {
		symbol = assembly_symbol_find(symbols, text);
		/* 0 for SIZE_MAX, which stands for no line */
		value = symbol ? (long long)(symbol->line + 1) : 0;
	}
	add_fixed(bytes, (uint64_t)value, size);
	return true;
}

static bool add_line(const struct assembly_symbols *symbols, struct text *bytes,
		     const struct assembly_line *line)
{
	static const struct {
		const char *name;
		size_t size;
	} fixed[] = {{".byte", 1}, {".value", 2}, {".short", 2}, {".2byte", 2},
		     {".long", 4}, {".4byte", 4}, {".quad", 8},  {".8byte", 8}};
	struct assembly_piece word = line->word;
	struct assembly_piece rest = line->rest;
	long long value;
	bool good = true;

	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
		if (!assembly_piece_is(word, fixed[i].name))
			continue;
		while (good && rest.length > 0)
			good = add_value(symbols, bytes, fixed[i].size,
					 assembly_piece_cut(&rest));
		return good;
	}
	if (assembly_piece_is(word, ".uleb128") &&
	    assembly_piece_number(rest, &value))
		add_uleb(bytes, (uint64_t)value);
	else if (assembly_piece_is(word, ".sleb128") &&
		 assembly_piece_number(rest, &value))
		add_sleb(bytes, value);
	else if (assembly_piece_is(word, ".ascii"))
		good = add_string(bytes, rest, false);
	else if (assembly_piece_is(word, ".string") ||
		 assembly_piece_is(word, ".asciz"))
		good = add_string(bytes, rest, true);
	else
		good = assembly_piece_is(word, ".section");
	return good;
}

bool assembly_bytes_read(const struct assembly_lines *lines,
			 const struct assembly_symbols *symbols,
			 enum assembly_section section, struct text *bytes)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (line->section == section && line->kind == LINE_DIRECTIVE &&
		    !add_line(symbols, bytes, line))
			return false;
	}
	return true;
}
