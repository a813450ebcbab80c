/* Variables that clang makes for itself, such as those from which it copies
 * `struct s x = {...}`: those that need relocation stand among the variables,
 * each in its own section.
 *
 *		.section	.data.rel.ro..L__const.main.x,"aw",@progbits
 *	.L__const.main.x:
 */
#include "model/private.h"

#include <stdbool.h>
#include <string.h>

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.$";

/* Appends the names to `names`, one a line, with a newline before the first. */
static void collect(const char *assembly, struct text *names)
{
	static const char section[] = "\t.section\t.data.";
	const char *at = assembly;

	text_add(names, "\n");
	while ((at = strstr(at, section))) {
		const char *name;

		at += strlen(section) - 1;
		name = memmem(at, strspn(at, name_characters), "..L", 3);
		if (!name)
			continue;
		name++;
		text_add_bytes(names, name, strspn(name, name_characters));
		text_add(names, "\n");
	}
}

/* Is it one of the names, and no part of a longer one? */
static bool is_private(const struct text *names, const char *name,
		       size_t length, char before)
{
	struct text line = {0};
	bool found;

	if (before && strchr(name_characters, before))
		return false;
	text_add(&line, "\n");
	text_add_bytes(&line, name, length);
	text_add(&line, "\n");
	found = strstr(text_string(names), text_string(&line)) != NULL;
	text_free(&line);
	return found;
}

void private_rename(const struct text *assembly, struct text *out)
{
	const char *at = text_string(assembly), *next;
	struct text names = {0};

	collect(at, &names);
	while (names.length > 1 && (next = strstr(at, ".L"))) {
		size_t length = strspn(next, name_characters);
		char before = next == text_string(assembly) ? '\n' : next[-1];

		text_add_bytes(out, at, (size_t)(next - at));
		at = next + length;
		if (is_private(&names, next, length, before)) {
			text_add(out, "private.");
			next += strlen(".L");
		}
		text_add_bytes(out, next, (size_t)(at - next));
	}
	text_add(out, at);
	text_free(&names);
}
