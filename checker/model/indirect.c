/* Calls through pointers: in assembly text, from the program to our check.
 *
 *	call *16(%rax)   becomes   movq 16(%rax), %r11    x86-64
 *	                           call __mc_call@PLT
 *	blr x1           becomes   mov x15, x1            aarch64
 *	                           bl __mc_call
 *
 * At a call both registers hold nothing, by the rules for calls (System V ABI,
 * AMD64, 3.2.1; AAPCS64, 6.1.1), and linkage between here and there changes
 * neither.  Left alone is the call that a thread-local variable's descriptor
 * asks for (TLSDESC on aarch64): its function is ours, and keeps all registers.
 * All text is the compiler's own (see source.c), so a line that looks
 * like an instruction is one. */
#include "model/indirect.h"

#include <stddef.h>
#include <string.h>

#if defined(__x86_64__)
static const char *const calls[] = {"call\t*", "callq\t*", "call *", "callq *"};
static const char *const jumps[] = {"jmp\t*", "jmpq\t*", "jmp *", "jmpq *"};
#define CHECKED_CALL "\tmovq\t%.*s, %%r11\n\tcall\t__mc_call@PLT\n"
#define COMMENT '#'
#else
static const char *const calls[] = {"blr\t", "blr "};
static const char *const jumps[] = {"br\t", "br "};
#define CHECKED_CALL "\tmov\tx15, %.*s\n\tbl\t__mc_call\n"
#define COMMENT '/'
#endif

/* The operand of an instruction that is one of the words; NULL if it is not. */
static const char *operand_of(const char *line, const char *const *words,
			      size_t count)
{
	line += strspn(line, " \t");
	for (size_t i = 0; i < count; i++)
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return line + strlen(words[i]);
	return NULL;
}

static size_t operand_length(const char *operand)
{
	size_t length = strcspn(operand, "\n");
	const char *comment = memchr(operand, COMMENT, length);

	if (comment)
		length = (size_t)(comment - operand);
	while (length &&
	       (operand[length - 1] == ' ' || operand[length - 1] == '\t'))
		length--;
	return length;
}

/* Does the line say that the next one is such a descriptor's call? */
static bool asks_descriptor(const char *line)
{
#if defined(__aarch64__)
	return strncmp(line + strspn(line, " \t"), ".tlsdesccall", 12) == 0;
#else
	(void)line;
	return false;
#endif
}

bool indirect_rewrite(const struct text *assembly, struct text *out)
{
	bool descriptor = false;

	for (const char *at = text_string(assembly); *at;) {
		size_t length = strcspn(at, "\n");
		const char *operand =
			operand_of(at, calls, sizeof calls / sizeof *calls);

		length += at[length] == '\n';
		if (operand_of(at, jumps, sizeof jumps / sizeof *jumps))
			return false;
		if (operand && !descriptor)
			text_addf(out, CHECKED_CALL,
				  (int)operand_length(operand), operand);
		else
			text_add_bytes(out, at, length);
		descriptor = asks_descriptor(at);
		at += length;
	}
	return true;
}
