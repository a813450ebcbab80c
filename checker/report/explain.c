/* The pages of docs/classes.md.
 *
 * A page begins with "## NAME", an empty line, and a line that says in short
 * what it is.  It is shown without its marks: code is indented instead. */
#include "report/explain.h"

#include <string.h>

#define MAX_NAME 40

__asm__(".pushsection .rodata\n"
	"explain_text:\n"
	".incbin \"docs/classes.md\"\n"
	".byte 0\n"
	".popsection\n");

extern const char explain_text[];

static size_t line_length(const char *line)
{
	return strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
	line += line_length(line);
	return line + (*line == '\n');
}

static bool begins_page(const char *line)
{
	return strncmp(line, "## ", 3) == 0;
}

/* The heading of the next page, from this line on; NULL after the last. */
static const char *find_page(const char *line)
{
	while (*line && !begins_page(line))
		line = next_line(line);
	return *line ? line : NULL;
}

static bool is_named(const char *heading, const char *name)
{
	size_t length = strlen(name);

	return line_length(heading) == length + 3 &&
	       memcmp(heading + 3, name, length) == 0;
}

void explain_list(struct text *text)
{
	const char *page = explain_text;

	text_add(text, "The classes of findings, followed by two warnings. For "
		       "details on one:\nmcheck explain CLASS\n\n");
	while ((page = find_page(page))) {
		const char *about = next_line(next_line(page));
		size_t start = text->length;

		text_add(text, "  ");
		text_add_bytes(text, page + 3, line_length(page) - 3);
		do {
			text_add(text, " ");
		} while (text->length - start < 22);
		text_add_bytes(text, about, line_length(about));
		text_add(text, "\n");
		page = next_line(page);
	}
}

static void add_without_marks(const char *line, struct text *text)
{
	size_t length = line_length(line);

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '*' && line[i + 1] == '*')
			i++;
		else if (line[i] != '`')
			text_add_bytes(text, line + i, 1);
	}
}

static void add_line(const char *line, bool code, struct text *text)
{
	if (code && line_length(line)) {
		text_add(text, "    ");
		text_add_bytes(text, line, line_length(line));
	} else {
		add_without_marks(line, text);
	}
	text_add(text, "\n");
}

static void add_page(const char *heading, struct text *text)
{
	const char *end = find_page(next_line(heading));
	bool code = false;

	text_add_bytes(text, heading + 3, line_length(heading) - 3);
	text_add(text, "\n");
	for (const char *line = next_line(heading); line != end && *line;
	     line = next_line(line)) {
		if (strncmp(line, "```", 3) == 0)
			code = !code;
		else
			add_line(line, code, text);
	}
	if (end) /* the empty line before the next heading */
		text->bytes[--text->length] = 0;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters must be put in, left out or changed to make one of the other
 * (Levenshtein 1966). */
static unsigned distance(const char *left, const char *right, size_t length)
{
	unsigned row[MAX_NAME + 1];

	if (length > MAX_NAME)
		return MAX_NAME;
	for (unsigned k = 0; k <= length; k++)
		row[k] = k;
	for (unsigned i = 1; *left; i++, left++) {
		unsigned before = row[0];

		row[0] = i;
		for (size_t k = 1; k <= length; k++) {
			unsigned changed = before + (*left != right[k - 1]);

			before = row[k];
			row[k] = least(changed, least(row[k], row[k - 1]) + 1);
		}
	}
	return row[length];
}

/* A slip of the hand, not another word. */
static bool is_near(unsigned distance, size_t length)
{
	return distance <= (length < 9 ? 2 : length / 3);
}

/* The page whose name is most like it; NULL when none is like it. */
static const char *find_nearest(const char *name)
{
	const char *best = NULL;
	unsigned best_distance = 0;

	for (const char *page = find_page(explain_text); page;
	     page = find_page(next_line(page))) {
		size_t length = line_length(page) - 3;
		unsigned here = distance(name, page + 3, length);

		if (!is_near(here, length) || (best && here >= best_distance))
			continue;
		best = page;
		best_distance = here;
	}
	return best;
}

static void add_name(const char *page, struct text *text)
{
	text_add_bytes(text, page + 3, line_length(page) - 3);
}

static void add_advice(const char *name, struct text *text)
{
	const char *page = find_nearest(name);

	if (page) {
		text_add(text, "did you mean ");
		add_name(page, text);
		text_add(text, "? mcheck explain lists all classes");
		return;
	}
	page = find_page(explain_text);
	text_add(text, "the classes are ");
	add_name(page, text);
	while ((page = find_page(next_line(page)))) {
		text_add(text, ", ");
		add_name(page, text);
	}
}

bool explain_page(const char *name, struct text *text, struct text *advice)
{
	for (const char *page = find_page(explain_text); page;
	     page = find_page(next_line(page))) {
		if (!is_named(page, name))
			continue;
		add_page(page, text);
		return true;
	}
	add_advice(name, advice);
	return false;
}
