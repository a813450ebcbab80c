/* Which parts of library.inc a model needs: those whose functions it calls, or
 * has the address of.  A function of the same name of the model's own comes
 * before ours, so one part too many does no harm. */
#include "model/compile_library.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *flag, *name;
} parts[] = {
	{"-DMC_CALENDAR=1", "localtime"}, {"-DMC_CALENDAR=1", "gmtime"},
	{"-DMC_CALENDAR=1", "asctime"},   {"-DMC_CALENDAR=1", "ctime"},
	{"-DMC_GETOPT=1", "getopt"},      {"-DMC_GETOPT=1", "getopt_long"},
	{"-DMC_GETOPT=1", "optind"},      {"-DMC_GETOPT=1", "getopt_long_only"},
	{"-DMC_GETOPT=1", "optarg"},      {"-DMC_ERROR=1", "err"},
	{"-DMC_ERROR=1", "errx"},         {"-DMC_ERROR=1", "warn"},
	{"-DMC_ERROR=1", "warnx"},        {"-DMC_ERROR=1", "verr"},
	{"-DMC_ERROR=1", "verrx"},        {"-DMC_ERROR=1", "vwarn"},
	{"-DMC_ERROR=1", "vwarnx"},       {"-DMC_ERROR=1", "error"},
};

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* Does the text name the function or variable, as an operand, and not within
 * quotes, as debugging information does? */
static bool names(const char *assembly, const char *name)
{
	size_t length = strlen(name);
	const char *at = assembly;

	while ((at = strstr(at, name)) != NULL) {
		char before = at == assembly ? '\n' : at[-1], after;

		at += length;
		after = *at;
		if (!is_of_name(before) && !is_of_name(after) &&
		    before != '"' && after != '"')
			return true;
	}
	return false;
}

void library_note_needs(const char *assembly, unsigned *needs)
{
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (names(assembly, parts[i].name))
			*needs |= 1u << i;
}

void library_add_flags(struct words *command, unsigned needs)
{
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (needs & 1u << i)
			words_add(command, parts[i].flag);
	words_add(command, "-w");
}
