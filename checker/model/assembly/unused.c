/* Atomic additions whose result is never used.
 *
 * They commute: in whatever order they come, all ends alike.  So no reading
 * of the result may be missed.  gcc's `count++;` is
 *
 *	call __tsan_atomic32_fetch_add
 *	movl %eax, %ebx
 *	leaq -20(%rbp), %rax            rax is gone
 *	movq %rax, %rdi
 *	call __tsan_write4              only notes the address
 *	movl %ebx, -20(%rbp)            and nobody reads the slot
 *
 * The analysis of liveness (live.c) follows the result through such moves and
 * sums. */
#include "model/assembly/unused.h"

#include <string.h>

/* Takes `prefix` off. */
static bool skip(struct assembly_piece *name, const char *prefix)
{
	size_t length = strlen(prefix);

	if (!assembly_piece_starts(*name, prefix))
		return false;
	name->at += length;
	name->length -= length;
	return true;
}

static bool is_addition(const struct assembly_instruction *one)
{
	struct assembly_piece name = one->operand[0].name;

	if (one->flow != FLOW_CALL || one->count != 1 ||
	    one->operand[0].kind != OPERAND_SYMBOL ||
	    one->operand[0].indirect || !skip(&name, "__tsan_atomic") ||
	    !(skip(&name, "8_fetch_") || skip(&name, "16_fetch_") ||
	      skip(&name, "32_fetch_") || skip(&name, "64_fetch_")) ||
	    !(skip(&name, "add") || skip(&name, "sub")))
		return false;
	return name.length == 0 || assembly_piece_is(name, "@PLT");
}

/* Compilers take r11 for an argument only under a convention that may take rax
 * too, which a call is taken not to use; see effect.c. */
static bool uses_r11(const struct assembly_instruction *one)
{
	for (int i = 0; i < one->count; i++)
		if (one->operand[i].number == REGISTER_R11 ||
		    one->operand[i].base == REGISTER_R11 ||
		    one->operand[i].index == REGISTER_R11)
			return true;
	return false;
}

bool assembly_unused_fits(const struct assembly_function *function, size_t i)
{
	if (!is_addition(&function->instruction[i]))
		return false;
	for (size_t k = 0; k < function->count; k++)
		if (uses_r11(&function->instruction[k]))
			return false;
	return true;
}

void assembly_unused_write(const struct assembly_line *line, struct text *out)
{
	struct assembly_piece name = line->rest;
	const char *end = memchr(name.at, '@', name.length);
	const char *line_end = line->whole.at + line->whole.length;

	if (end == NULL)
		end = name.at + name.length;
	skip(&name, "__tsan_");
	text_add_bytes(out, line->whole.at,
		       (size_t)(line->rest.at - line->whole.at));
	text_addf(out, "__mc_%.*s_unused", (int)(end - name.at), name.at);
	text_add_bytes(out, end, (size_t)(line_end - end));
}
