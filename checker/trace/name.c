/* Names, places and values as text. */
#include "trace/name.h"

static void write_variable(const struct name *name, struct text *text)
{
	text_addf(text, "%s%s", name->variable, name->path);
	if (name->offset)
		text_addf(text, "+%llu", (unsigned long long)name->offset);
	if (name->kind == NAME_THREAD_LOCAL)
		text_addf(text, " of T%d", name->thread + 1);
}

static void write_block(const struct name *name, const char *noun,
			struct text *text)
{
	text_addf(text, "%s %u", noun, name->block - FIRST_BLOCK + 1);
	if (name->offset)
		text_addf(text, "+%llu", (unsigned long long)name->offset);
}

static void write_behind(const struct name *name, struct text *text)
{
	if (name->offset)
		text_addf(text, "%llu byte%s past the end of %s",
			  (unsigned long long)name->offset,
			  name->offset == 1 ? "" : "s", name->variable);
	else
		text_addf(text, "just past the end of %s", name->variable);
}

void name_write(const struct name *name, struct text *text)
{
	static const char *const words[] = {
		[NAME_NONE] = "",
		[NAME_ARGUMENTS] = "the program's arguments",
		[NAME_HEAP] = "the heap",
		[NAME_BETWEEN] = "an address between variables",
		[NAME_NULL] = "NULL",
		[NAME_NEAR_NULL] = "an address near NULL",
		[NAME_NOWHERE] = "an address of no variable",
	};

	switch (name->kind) {
	case NAME_VARIABLE:
	case NAME_THREAD_LOCAL:
	case NAME_POINTED:
		write_variable(name, text);
		break;
	case NAME_STACK:
		text_addf(text, "a local variable of T%d", name->thread + 1);
		break;
	case NAME_BLOCK:
		write_block(name, "block", text);
		break;
	case NAME_CHANNEL:
		write_block(name, "channel", text);
		break;
	case NAME_BEHIND:
		write_behind(name, text);
		break;
	default:
		text_add(text, words[name->kind]);
	}
}

void place_write(const struct place *place, struct text *text)
{
	if (place->file)
		text_addf(text, "%s:%u", place->file, place->line);
	else
		text_add(text, "?");
}

void value_write(const struct value *value, struct text *text)
{
	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_SIGNED:
		text_addf(text, "%lld", (long long)value->bits);
		break;
	case VALUE_UNSIGNED:
		text_addf(text, "%llu", (unsigned long long)value->bits);
		break;
	case VALUE_BOOL:
		text_add(text, value->bits ? "true" : "false");
		break;
	case VALUE_CHARACTER:
		text_addf(text, "'%c'", (int)value->bits);
		break;
	case VALUE_REAL:
		text_addf(text, "%.9g", value->real);
		break;
	case VALUE_NULL:
		text_add(text, "NULL");
		break;
	case VALUE_ADDRESS:
		text_add(text, "&");
		name_write(&value->target, text);
		break;
	case VALUE_BLOCK:
		name_write(&value->target, text);
		break;
	case VALUE_NEVER_SET:
		text_add(text, "(never set)");
		break;
	}
}
