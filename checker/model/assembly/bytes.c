/* A debug section of an assembly text, as the bytes it will be. */
#include "model/assembly/bytes.h"

#include "base/alloc.h"

#include <string.h>

static void add_byte(struct assembly_bytes *bytes, unsigned value)
{
	if (bytes->count == bytes->capacity) {
		bytes->capacity = 2 * bytes->capacity + 1024;
		bytes->byte = mem_resize(bytes->byte, bytes->capacity);
	}
	bytes->byte[bytes->count++] = (uint8_t)value;
}

static void add_fixed(struct assembly_bytes *bytes, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		add_byte(bytes, (unsigned)(value >> (8 * i)) & 0xff);
}

static void add_address(struct assembly_bytes *bytes,
			struct assembly_piece name)
{
	if (bytes->address_count == bytes->address_capacity) {
		bytes->address_capacity = 2 * bytes->address_capacity + 64;
		bytes->address = mem_resize(bytes->address,
					    bytes->address_capacity *
						    sizeof *bytes->address);
	}
	bytes->address[bytes->address_count++] =
		(struct assembly_address){bytes->count, name};
	add_fixed(bytes, 0, 8);
}

static void add_uleb(struct assembly_bytes *bytes, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		add_byte(bytes, (value & 0x7f) | 0x80);
	add_byte(bytes, (unsigned)value);
}

static void add_sleb(struct assembly_bytes *bytes, int64_t value)
{
	for (; value < -64 || value >= 64; value >>= 7)
		add_byte(bytes, (value & 0x7f) | 0x80);
	add_byte(bytes, value & 0x7f);
}

/* A quoted string; only its length and its zeros matter.  An escape is a
 * backslash and up to three digits, or a backslash and a character. */
static bool add_string(struct assembly_bytes *bytes, struct assembly_piece text,
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

static bool add_value(struct assembly_bytes *bytes, size_t size,
		      struct assembly_piece text)
{
	long long value = 0;
	bool number = assembly_piece_number(text, &value);

	if (!number && size == 8)
		add_address(bytes, text);
	else
		add_fixed(bytes, (uint64_t)value, size);
	return text.length > 0;
}

static bool add_line(struct assembly_bytes *bytes,
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
			good = add_value(bytes, fixed[i].size,
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
			 enum assembly_section section,
			 struct assembly_bytes *bytes)
{
	memset(bytes, 0, sizeof *bytes);
	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (line->section == section && line->kind == LINE_DIRECTIVE &&
		    !add_line(bytes, line))
			return false;
	}
	return true;
}

void assembly_bytes_free(struct assembly_bytes *bytes)
{
	mem_free(bytes->byte);
	mem_free(bytes->address);
}

uint64_t assembly_bytes_fixed(const struct assembly_bytes *bytes, size_t *at,
			      size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++, ++*at)
		if (*at < bytes->count && i < 8)
			value |= (uint64_t)bytes->byte[*at] << (8 * i);
	return value;
}

static uint64_t read_leb(const struct assembly_bytes *bytes, size_t *at,
			 bool is_signed)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint64_t byte;

	do {
		byte = assembly_bytes_fixed(bytes, at, 1);
		if (shift < 64)
			value |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (is_signed && shift < 64 && (byte & 0x40))
		value |= ~(uint64_t)0 << shift;
	return value;
}

uint64_t assembly_bytes_uleb(const struct assembly_bytes *bytes, size_t *at)
{
	return read_leb(bytes, at, false);
}

int64_t assembly_bytes_sleb(const struct assembly_bytes *bytes, size_t *at)
{
	return (int64_t)read_leb(bytes, at, true);
}
