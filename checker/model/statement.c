/* Statements of assembly that do nothing to memory. */
#include "model/statement.h"

#include <string.h>

bool statement_line_is_harmless(const char *line, size_t length)
{
#if defined(__x86_64__)
	static const char *const words[] = {"nop",      "pause",  "rep nop",
					    "rep; nop", "mfence", "lfence",
					    "sfence"};
#else
	static const char *const words[] = {"nop",     "yield",    "isb",
					    "dmb ish", "dmb sy",   "dmb ishld",
					    "dsb sy",  "dmb ishst"};
#endif

	while (length && (*line == ' ' || *line == '\t')) {
		line++;
		length--;
	}
	while (length && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		length--;
	if (length == 0)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == length &&
		    memcmp(words[i], line, length) == 0)
			return true;
	return false;
}

bool statement_is_harmless(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\n");

		if (!statement_line_is_harmless(text, length))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}
