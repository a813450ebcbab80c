/* Accesses to local variables that clang gives no hook: one whose address goes
 * nowhere.  So clang is asked to compare each offset from a known object with
 * the object's size, and to trap where it does not fit.  In its output:
 *
 *		jne	.LBB1_2                  compared
 *	# %bb.1:
 *		movq	-16(%rbp), %rdi   # 8-byte Reload
 *		callq	__tsan_write4@PLT        if there is a hook
 *		...
 *	.LBB1_2:
 *		ud2                becomes       movq -16(%rbp), %rdi
 *		                                 callq __tsan_write4@PLT
 *		                                 callq __mc_bounds@PLT
 *		                                 ud2
 *
 * Where there is a hook, it can say more about the address, and is called
 * first.  A hook that sees nothing wrong (the access lands on another object)
 * is no excuse. */
#include "model/bounds.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#define TRAP "\tud2\n"
#define CALL_BOUNDS "\tcallq\t__mc_bounds@PLT\n" TRAP
#define CALL "\tcallq\t"
#define JUMP "\tjmp\t"
/* What brings an address to the hook's argument. */
static const char *const moves[] = {"\tleaq\t"};
#else
#define TRAP "\tbrk\t#0x1\n"
#define CALL_BOUNDS "\tbl\t__mc_bounds\n"
#define CALL "\tbl\t"
#define JUMP "\tb\t"
static const char *const moves[] = {"\tadd\t", "\tadrp\t"};
#endif

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static bool has(const char *line, const char *part)
{
	return memmem(line, strcspn(line, "\n"), part, strlen(part)) != NULL;
}

/* A directive, a comment or a label, but for one within a line. */
static bool is_instruction(const char *line)
{
	return *line == '\t' && line[1] != '.' && line[1] != '#' &&
	       line[1] != '/';
}

/* Does it use no memory but what keeps registers, and the table of addresses
 * (GOT)? */
static bool is_move(const char *line)
{
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
		if (begins(line, moves[i]))
			return true;
	return has(line, " Reload") || has(line, "@GOTPCREL") ||
	       has(line, ":got_lo12:");
}

static bool is_hook(const char *line)
{
	return begins(line, CALL "__tsan_read") ||
	       begins(line, CALL "__tsan_write") ||
	       begins(line, CALL "__tsan_unaligned_");
}

/* The line behind the last jump to the label between the two places, where
 * an access within bounds goes on; NULL if there is none. */
static const char *behind_jump(const char *from, const char *label,
			       const char *end)
{
	size_t length = strcspn(label, ":");
	const char *found = NULL;

	for (const char *at = from; at < end; at = next_line(at)) {
		size_t size = strcspn(at, "\n");

		if (is_instruction(at) && size > length + 1 &&
		    at[size - length - 1] == '\t' &&
		    strncmp(at + size - length, label, length) == 0)
			found = next_line(at);
	}
	return found;
}

/* If the next instruction jumps, where it leads to, up to the place. */
static const char *follow_jump(const char *line, const char *end)
{
	const char *to;
	size_t length;

	while (line < end && !is_instruction(line))
		line = next_line(line);
	if (!begins(line, JUMP))
		return line;
	to = line + strlen(JUMP);
	length = strcspn(to, "\n");
	for (; line < end; line = next_line(line))
		if (strncmp(line, to, length) == 0 && line[length] == ':')
			return line;
	return end;
}

/* Appends the call of the access's hook, if it has one. */
static void call_hook(const char *access, const char *end, struct text *out)
{
	size_t before = out->length;

	for (; access < end; access = next_line(access)) {
		if (!is_instruction(access))
			continue;
		text_add_bytes(out, access,
			       (size_t)(next_line(access) - access));
		if (is_hook(access))
			return;
		if (!is_move(access))
			break;
	}
	out->length = before;
}

void bounds_rewrite(const struct text *assembly, struct text *out)
{
	const char *function = text_string(assembly), *label = NULL;

	for (const char *at = function; *at; at = next_line(at)) {
		const char *access = NULL;

		if (begins(at, ".Lfunc_begin"))
			function = at;
		if (begins(at, ".LBB"))
			label = at;
		if (!begins(at, TRAP)) {
			text_add_bytes(out, at, (size_t)(next_line(at) - at));
			continue;
		}
		if (label && label > function)
			access = behind_jump(function, label, at);
		if (access)
			call_hook(follow_jump(access, at), at, out);
		text_add(out, CALL_BOUNDS);
	}
}
