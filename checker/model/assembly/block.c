/* Functions that are atomic by their name, as SV-COMP has it: nobody else goes
 * while a function named __VERIFIER_atomic_... runs.
 *
 *	call __tsan_func_entry
 *	call __VERIFIER_atomic_begin     <- added
 *	...
 *	call __VERIFIER_atomic_end       <- added
 *	call __tsan_func_exit
 *
 * Beside a call, another one without arguments disturbs nothing: the stack is
 * aligned, and what a call may clobber is clobbered already. */
#include "model/assembly/block.h"

#include <string.h>

#define PREFIX "__VERIFIER_atomic_"
#define ENTRY "__tsan_func_entry"
#define EXIT "__tsan_func_exit"

static bool is_atomic(struct assembly_piece name)
{
	return assembly_piece_starts(name, PREFIX) &&
	       !assembly_piece_is(name, PREFIX "begin") &&
	       !assembly_piece_is(name, PREFIX "end");
}

/* The same kind of call, of another function. */
static void add_call(const struct assembly_line *line, const char *hook,
		     const char *name, size_t before,
		     void (*add)(void *context, size_t line, const char *call),
		     void *context)
{
	struct text call = {0};
	size_t length = strlen(hook);

	text_addf(&call, "\t%.*s\t%s%.*s\n", (int)line->word.length,
		  line->word.at, name, (int)(line->rest.length - length),
		  line->rest.at + length);
	add(context, before, call.bytes);
	text_free(&call);
}

void assembly_block_find(const struct assembly_lines *lines,
			 void (*add)(void *context, size_t line,
				     const char *call),
			 void *context)
{
	bool atomic = false;

	for (size_t i = 0; i < lines->count; i++) {
		const struct assembly_line *line = &lines->line[i];

		if (line->kind == LINE_LABEL && line->section == SECTION_TEXT &&
		    !assembly_piece_starts(line->word, ".L"))
			atomic = is_atomic(line->word);
		if (!atomic || line->kind != LINE_INSTRUCTION)
			continue;
		if (assembly_piece_starts(line->rest, ENTRY))
			add_call(line, ENTRY, PREFIX "begin", i + 1, add,
				 context);
		else if (assembly_piece_starts(line->rest, EXIT))
			add_call(line, EXIT, PREFIX "end", i, add, context);
	}
}
