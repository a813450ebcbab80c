/* The assembly pass: between the C compiler and the assembler.
 *
 * Files, in reading order:
 *
 *	line                  text into lines
 *	symbol                labels and types of names
 *	operand, mnemonic, instruction
 *	                      a line into what it reads, writes, goes to
 *	function              the flow of control
 *	effect                what the values that it reads are good for
 *	bytes, debug          which variables lie in a frame
 *	borrow, reach, frame  which parts of a frame only the function reaches
 *	live                  where registers and slots die
 *	unused                additions whose result is dead
 *	slept                 random numbers that only go into a sleep
 *	block                 functions that are atomic by their name
 *
 * Why: a suspended thread is compared with what it was before by its
 * callee-saved registers and its stack.  Values that are never read again keep
 * equal states apart.  And atomic additions commute where nobody looks at
 * their results. */
#include "model/assembly/assembly.h"

#include "model/assembly/block.h"
#include "model/assembly/debug.h"
#include "model/assembly/frame.h"
#include "model/assembly/function.h"
#include "model/assembly/live.h"
#include "model/assembly/slept.h"
#include "model/assembly/unused.h"

#include "base/alloc.h"

#include <string.h>

struct rewriter {
	unsigned options;
	struct assembly_lines lines;
	struct assembly_symbols symbols;
	struct assembly_debug debug;
	struct text *added; /* per line: what is written before it */
	bool *unused;       /* per line: it calls an addition with no use */
	struct assembly_count *count;
	/* while a function is rewritten: */
	const struct assembly_function *function;
	const struct assembly_frame *frame;
};

static void clear_register(const struct rewriter *rewriter, size_t place,
			   struct text *out)
{
	static const char *const half[] = {[3] = "ebx",
					   [12] = "r12d",
					   [13] = "r13d",
					   [14] = "r14d",
					   [15] = "r15d"};
	static const char *const whole[] = {[3] = "rbx",
					    [12] = "r12",
					    [13] = "r13",
					    [14] = "r14",
					    [15] = "r15"};

	if (rewriter->options & ASSEMBLY_POISON)
		text_addf(out, "\tmovabsq\t$0x5a5a5a5a5a5a5a5a, %%%s\n",
			  whole[place]);
	else
		text_addf(out, "\tmovl\t$0, %%%s\n", half[place]);
}

static void clear_slot(const struct rewriter *rewriter,
		       struct assembly_slot slot, struct text *out)
{
	bool poison = rewriter->options & ASSEMBLY_POISON;

	while (slot.size > 0) {
		int size = slot.size >= 8 && !poison ? 8
			   : slot.size >= 4          ? 4
			   : slot.size >= 2          ? 2
						     : 1;
		long value = !poison     ? 0
			     : size == 4 ? 0x5a5a5a5a
			     : size == 2 ? 0x5a5a
					 : 0x5a;

		text_addf(out, "\tmov%c\t$%ld, %lld(%%rbp)\n",
			  size == 8   ? 'q'
			  : size == 4 ? 'l'
			  : size == 2 ? 'w'
				      : 'b',
			  value, slot.offset);
		slot.offset += size;
		slot.size -= size;
	}
}

/* The line before which something may stand that is to run right before
 * instruction i: a prefix written as data belongs to the instruction. */
static size_t line_before(const struct rewriter *rewriter, size_t i)
{
	const struct assembly_line *all = rewriter->lines.line;
	size_t line = rewriter->function->instruction[i].line;

	while (all[line - 1].kind == LINE_DIRECTIVE &&
	       (assembly_piece_is(all[line - 1].word, ".byte") ||
		assembly_piece_is(all[line - 1].word, ".value")))
		line--;
	return line;
}

static void add_kill(void *context, size_t before, size_t place)
{
	struct rewriter *rewriter = context;
	size_t line = line_before(rewriter, before);
	bool is_register = place < PLACE_SLOT;

	if (is_register && (rewriter->options & ASSEMBLY_REGISTERS))
		clear_register(rewriter, place, &rewriter->added[line]);
	else if (!is_register && (rewriter->options & ASSEMBLY_SLOTS))
		clear_slot(rewriter, rewriter->frame->slot[place - PLACE_SLOT],
			   &rewriter->added[line]);
}

static void add_unused(void *context, size_t call)
{
	struct rewriter *rewriter = context;
	const struct assembly_function *function = rewriter->function;

	if ((rewriter->options & ASSEMBLY_UNUSED) &&
	    assembly_unused_fits(function, call))
		rewriter->unused[function->instruction[call].line] = true;
}

static void rewrite_function(struct rewriter *rewriter, size_t first,
			     size_t end)
{
	struct assembly_function function;
	struct assembly_frame frame = {0};
	const struct assembly_deaths deaths = {add_kill, add_unused, rewriter};

	if (assembly_function_read(&rewriter->lines, &rewriter->symbols, first,
				   end, &function)) {
		if (rewriter->options & ASSEMBLY_SLOTS)
			assembly_frame_find(&function, &rewriter->debug,
					    &frame);
		rewriter->function = &function;
		rewriter->frame = &frame;
		assembly_live_find(&function, &frame, &deaths);
		rewriter->count->understood += frame.is_clear;
		assembly_frame_free(&frame);
	}
	assembly_function_free(&function);
}

static void add_block_call(void *context, size_t line, const char *call)
{
	struct rewriter *rewriter = context;

	text_add(&rewriter->added[line], call);
}

/* A pointer to setjmp may be called anywhere. */
static bool mentions_setjmp(const struct assembly_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if ((line->kind == LINE_INSTRUCTION ||
		     assembly_piece_is(line->word, ".quad")) &&
		    line->section <= SECTION_OTHER &&
		    !assembly_piece_starts(line->word, "call") &&
		    assembly_piece_contains(line->rest, "setjmp"))
			return true;
	}
	return false;
}

static void count_functions(struct rewriter *rewriter)
{
	const struct assembly_lines *lines = &rewriter->lines;

	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_symbol *symbol;

		if (lines->line[i].kind != LINE_LABEL)
			continue;
		symbol = assembly_symbol_find(&rewriter->symbols,
					      lines->line[i].word);
		if (symbol != NULL && symbol->is_function && symbol->line == i)
			rewriter->count->functions++;
	}
}

static void rewrite_functions(struct rewriter *rewriter)
{
	size_t end;

	if (mentions_setjmp(&rewriter->lines))
		return;
	for (size_t i = 0; i < rewriter->lines.count; i++)
		if (assembly_function_begins(&rewriter->lines,
					     &rewriter->symbols, i, &end)) {
			rewrite_function(rewriter, i, end);
			i = end;
		}
}

static void write_lines(struct rewriter *rewriter, struct text *out)
{
	for (size_t i = 0; i < rewriter->lines.count; i++) {
		const struct assembly_line *line = &rewriter->lines.line[i];

		text_add(out, text_string(&rewriter->added[i]));
		if (rewriter->unused[i])
			assembly_unused_write(line, out);
		else if (rewriter->options & ASSEMBLY_SLEPT &&
			 assembly_slept_fits(&rewriter->lines, rewriter->added,
					     i))
			assembly_slept_write(line, out);
		else
			text_add_bytes(out, line->whole.at, line->whole.length);
	}
}

static void finish(struct rewriter *rewriter)
{
	for (size_t i = 0; i <= rewriter->lines.count; i++)
		text_free(&rewriter->added[i]);
	mem_free(rewriter->added);
	mem_free(rewriter->unused);
	mem_free(rewriter->symbols.symbol);
	mem_free(rewriter->lines.line);
	mem_free(rewriter->debug.variable);
}

bool assembly_rewrite_with(const char *input, size_t length, unsigned options,
			   struct text *out, struct assembly_count *count)
{
	struct rewriter rewriter = {.options = options, .count = count};
	size_t places;

	if (memchr(input, '\0', length) != NULL) {
		text_add_bytes(out, input, length);
		return false;
	}
	rewriter.lines = assembly_line_split(input, length);
	rewriter.symbols = assembly_symbol_read(&rewriter.lines);
	if (!assembly_slept_applies(&rewriter.symbols))
		rewriter.options &= ~(unsigned)ASSEMBLY_SLEPT;
	count_functions(&rewriter);
	places = rewriter.lines.count + 1;
	rewriter.added = mem_alloc(places * sizeof *rewriter.added);
	rewriter.unused = mem_alloc(places * sizeof *rewriter.unused);
	if (options & ASSEMBLY_SLOTS)
		assembly_debug_read(&rewriter.lines, &rewriter.symbols,
				    &rewriter.debug);
	if (options & (ASSEMBLY_SLOTS | ASSEMBLY_REGISTERS | ASSEMBLY_UNUSED))
		rewrite_functions(&rewriter);
	assembly_block_find(&rewriter.lines, add_block_call, &rewriter);
	write_lines(&rewriter, out);
	finish(&rewriter);
	return true;
}

bool assembly_rewrite(const char *input, size_t length, struct text *out,
		      struct assembly_count *count)
{
	return assembly_rewrite_with(input, length, ASSEMBLY_ALL, out, count);
}
