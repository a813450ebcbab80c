/* Unowned bytes behind each global object.
 *
 * So that a[4] of `int a[4]` is nobody's, and not the next variable.
 * Compilers write an object as a label and data, and a directive comes next
 * (.align, .size, .globl, .section ...): the gap goes before that directive.
 * The next object keeps its alignment, for it states it.  The symbol keeps its
 * size, if that is a number; a size such as `.-x` forbids the gap.
 *
 * A static object without a value may be `.local x` and `.comm x,size,align`;
 * it becomes a definition in .bss. */
#include "model/assembly_gap.h"

static bool is_data(struct assembly_piece word)
{
	static const char *const data[] = {".byte",    ".value",  ".short",
					   ".2byte",   ".word",   ".long",
					   ".int",     ".4byte",  ".quad",
					   ".8byte",   ".octa",   ".zero",
					   ".skip",    ".space",  ".fill",
					   ".hword",   ".xword", /* aarch64 */
					   ".string",  ".asciz",  ".ascii",
					   ".float",   ".single", ".double",
					   ".uleb128", ".sleb128"};

	for (size_t i = 0; i < sizeof data / sizeof data[0]; i++)
		if (assembly_piece_is(word, data[i]))
			return true;
	return false;
}

/* gcc tells the size before the label, clang behind the data; the line is a
 * `.size`. */
static bool size_is_number(const struct assembly_line *line)
{
	struct assembly_piece rest = line->rest;
	long long number;

	assembly_piece_cut(&rest);
	return assembly_piece_number(assembly_piece_cut(&rest), &number);
}

static bool is_local_common(const struct assembly_symbols *symbols,
			    const struct assembly_line *line)
{
	struct assembly_piece rest = line->rest;
	struct assembly_piece name = assembly_piece_cut(&rest);
	const struct assembly_symbol *symbol;
	long long number;

	if (line->kind != LINE_DIRECTIVE ||
	    !assembly_piece_is(line->word, ".comm"))
		return false;
	symbol = assembly_symbol_find(symbols, name);
	return symbol != NULL && symbol->is_local &&
	       assembly_piece_number(assembly_piece_cut(&rest), &number) &&
	       assembly_piece_number(assembly_piece_cut(&rest), &number) &&
	       rest.length == 0;
}

static bool is_object(const struct assembly_symbols *symbols,
		      const struct assembly_line *line)
{
	const struct assembly_symbol *symbol;

	if (line->kind != LINE_LABEL || line->section != SECTION_DATA)
		return false;
	symbol = assembly_symbol_find(symbols, line->word);
	return symbol != NULL && symbol->is_object;
}

void assembly_gap_find(const struct assembly_lines *lines,
		       const struct assembly_symbols *symbols,
		       unsigned char *gap)
{
	bool inside = false;   /* an object, with some of its data */
	bool labelled = false; /* an object's label, its data to come */
	enum assembly_section section = SECTION_TEXT;

	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (is_local_common(symbols, line))
			gap[i] = GAP_COMMON;
		if (is_object(symbols, line)) {
			labelled = true;
		} else if (line->kind == LINE_DIRECTIVE &&
			   is_data(line->word)) {
			inside |= labelled && line->section == section;
			labelled = false;
		} else if (line->kind == LINE_ODD) {
			inside = false;
			labelled = false;
		} else if (line->kind == LINE_DIRECTIVE && inside) {
			if (!assembly_piece_is(line->word, ".size") ||
			    size_is_number(line))
				gap[i] = GAP_BEFORE;
			inside = false;
		}
		section = line->section;
	}
	if (inside)
		gap[lines->count] = GAP_BEFORE;
}
