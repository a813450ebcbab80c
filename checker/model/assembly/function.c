/* One function of an assembly text: its instructions and where they lead.
 *
 * Control leaves an instruction to the next one, or to the label it names.  A
 * function with an indirect jump is not understood; in models there is none
 * (see model/indirect.h). */
#include "model/assembly/function.h"

#include "base/alloc.h"

#include <string.h>

bool assembly_function_begins(const struct assembly_lines *lines,
			      const struct assembly_symbols *symbols,
			      size_t line, size_t *end)
{
	const struct assembly_line *start = &lines->line[line];
	const struct assembly_symbol *symbol;

	if (start->kind != LINE_LABEL || start->section != SECTION_TEXT)
		return false;
	symbol = assembly_symbol_find(symbols, start->word);
	if (symbol == NULL || !symbol->is_function)
		return false;
	for (size_t i = line + 1; i < lines->count; i++) {
		const struct assembly_line *other = &lines->line[i];
		struct assembly_piece rest = other->rest;

		if (other->kind == LINE_LABEL) {
			symbol = assembly_symbol_find(symbols, other->word);
			if (symbol != NULL && symbol->is_function)
				return false;
		}
		if (other->kind != LINE_DIRECTIVE ||
		    !assembly_piece_is(other->word, ".size"))
			continue;
		struct assembly_piece name = assembly_piece_cut(&rest);
		if (name.length == start->word.length &&
		    memcmp(name.at, start->word.at, name.length) == 0) {
			*end = i;
			return true;
		}
	}
	return false;
}

/* May the directive stand in a function? Data in code may be anything, save
 * the padding of a thread-local access. */
static bool directive_is_harmless(const struct assembly_line *line)
{
	static const char *const harmless[] = {
		".loc",    ".file",    ".align", ".p2align", ".balign",
		".text",   ".section", ".type",  ".set",     ".globl",
		".hidden", ".weak",    ".size",  ".local"};

	if (assembly_piece_starts(line->word, ".cfi_"))
		return !assembly_piece_is(line->word, ".cfi_personality") &&
		       !assembly_piece_is(line->word, ".cfi_lsda");
	if (line->section != SECTION_TEXT)
		return line->section != SECTION_UNKNOWN;
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
		if (assembly_piece_is(line->word, harmless[i]))
			return true;
	return (assembly_piece_is(line->word, ".value") &&
		assembly_piece_is(line->rest, "0x6666")) ||
	       (assembly_piece_is(line->word, ".byte") &&
		assembly_piece_is(line->rest, "0x66"));
}

/* Such a function returns twice, the second time with any values. */
static bool calls_setjmp(const struct assembly_line *line)
{
	return assembly_piece_starts(line->word, "call") &&
	       assembly_piece_contains(line->rest, "setjmp");
}

/* Appends the line's instruction, if it is one. */
static bool read_line(struct assembly_function *function, size_t number)
{
	const struct assembly_line *line = &function->lines->line[number];
	struct assembly_instruction *instruction;

	switch (line->kind) {
	case LINE_BLANK:
	case LINE_LABEL:
		return true;
	case LINE_DIRECTIVE:
		return directive_is_harmless(line);
	case LINE_ODD:
		return false;
	case LINE_INSTRUCTION:
		break;
	}
	instruction = &function->instruction[function->count++];
	if (line->section != SECTION_TEXT || calls_setjmp(line) ||
	    !assembly_instruction_read(line, instruction))
		return false;
	instruction->line = number;
	return true;
}

/* The instruction that a label of this function stands before. */
static bool is_inside(const struct assembly_function *function,
		      const struct assembly_symbol *symbol, size_t *index)
{
	if (symbol->line < function->first || symbol->line >= function->end ||
	    function->lines->line[symbol->line].section != SECTION_TEXT)
		return false;
	*index = function->at_line[symbol->line - function->first];
	return true;
}

/* Finds where the jump goes; false when that is not clear. */
static bool resolve(struct assembly_function *function, size_t i)
{
	struct assembly_piece name = function->instruction[i].operand[0].name;
	const char *at = memchr(name.at, '@', name.length);
	const struct assembly_symbol *symbol;

	if (at != NULL)
		name.length = (size_t)(at - name.at);
	for (size_t k = 0; k < name.length; k++)
		if (!assembly_name_character(name.at[k]))
			return false;
	symbol = assembly_symbol_find(function->symbols, name);
	function->target[i] = ASSEMBLY_EXIT;
	if (symbol == NULL || symbol->line == SIZE_MAX)
		return !assembly_piece_starts(name, ".L") &&
		       !(name.at[0] >= '0' && name.at[0] <= '9');
	if (!is_inside(function, symbol, &function->target[i]))
		return true;
	if (function->target[i] == function->count)
		function->target[i] = ASSEMBLY_EXIT;
	/* the prologue runs once */
	return function->target[i] != 0;
}

static bool read_flow(struct assembly_function *function)
{
	for (size_t i = 0; i < function->count; i++) {
		enum assembly_flow flow = function->instruction[i].flow;

		if ((flow == FLOW_JUMP || flow == FLOW_BRANCH) &&
		    !resolve(function, i))
			return false;
	}
	return true;
}

bool assembly_function_read(const struct assembly_lines *lines,
			    const struct assembly_symbols *symbols,
			    size_t first, size_t end,
			    struct assembly_function *function)
{
	size_t count = end - first;

	*function = (struct assembly_function){
		.lines = lines, .symbols = symbols, .first = first, .end = end};
	function->instruction =
		mem_alloc(count * sizeof *function->instruction);
	function->at_line = mem_alloc(count * sizeof *function->at_line);
	function->target = mem_alloc(count * sizeof *function->target);
	for (size_t i = first; i < end; i++) {
		function->at_line[i - first] = function->count;
		if (!read_line(function, i))
			return false;
	}
	return function->count > 0 && read_flow(function);
}

void assembly_function_free(struct assembly_function *function)
{
	mem_free(function->instruction);
	mem_free(function->at_line);
	mem_free(function->target);
}

void assembly_function_successors(
	const struct assembly_function *function, size_t i,
	void (*visit)(void *context, size_t successor), void *context)
{
	size_t next = i + 1 < function->count ? i + 1 : ASSEMBLY_EXIT;

	switch (function->instruction[i].flow) {
	case FLOW_BRANCH:
		visit(context, function->target[i]);
		visit(context, next);
		break;
	case FLOW_NEXT:
	case FLOW_CALL:
		visit(context, next);
		break;
	case FLOW_JUMP:
		visit(context, function->target[i]);
		break;
	case FLOW_RETURN:
		visit(context, ASSEMBLY_EXIT);
		break;
	}
}
