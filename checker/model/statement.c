/* Statements of assembly that do nothing to memory. */
#include "model/statement.h"

#include <string.h>

/* One instruction, and blanks. */
static bool is_harmless(const char *line, size_t length)
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

/* As a prefix it changes what comes behind it, on the line or the next one. */
static bool is_relaxed_nop(const char *line, size_t length)
{
#if defined(__x86_64__)
	static const char text[] = "rep;nop";

	while (length && (line[length - 1] == ' ' || line[length - 1] == ';'))
		length--;
	return length == strlen(text) && memcmp(line, text, length) == 0;
#else
	(void)line;
	(void)length;
	return false;
#endif
}

bool statement_line_is_harmless(const char *line, size_t length)
{
	const char *end = line + length;

	if (is_harmless(line, length) || is_relaxed_nop(line, length))
		return true;
	for (;;) {
		const char *stop = memchr(line, ';', (size_t)(end - line));

		if (!is_harmless(line, (size_t)((stop ? stop : end) - line)))
			return false;
		if (!stop)
			return true;
		line = stop + 1;
	}
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
