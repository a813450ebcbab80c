/* The pages of docs/classes.md: a page begins with "## NAME", an empty line,
 * and a line that says in short what it is. */
#include "report/facts/class_page.h"

#include <string.h>

__asm__(".pushsection .rodata\n"
	"class_pages:\n"
	".incbin \"docs/classes.md\"\n"
	".byte 0\n"
	".popsection\n");

extern const char class_pages[];

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* The heading of the next page, from this line on; the end after the last. */
static const char *find_heading(const char *line)
{
	while (*line && strncmp(line, "## ", 3) != 0)
		line = next_line(line);
	return line;
}

static struct page_part line_at(const char *line)
{
	return (struct page_part){line, strcspn(line, "\n")};
}

bool class_page_next(struct class_page *page)
{
	const char *heading =
		find_heading(page->body.bytes ? page->body.bytes : class_pages);
	const char *body = next_line(heading);

	if (!*heading)
		return false;
	page->name = line_at(heading + 3);
	page->about = line_at(next_line(body));
	page->body =
		(struct page_part){body, (size_t)(find_heading(body) - body)};
	return true;
}

bool class_page_is(const struct class_page *page, const char *name)
{
	return page->name.length == strlen(name) &&
	       memcmp(page->name.bytes, name, page->name.length) == 0;
}

struct page_part class_page_why(const struct class_page *page)
{
	const char *end = page->body.bytes + page->body.length;
	const char *why = strstr(page->body.bytes, "\n**Why it ");
	const char *text, *stop;

	if (!why || why >= end)
		return page->about;
	text = strstr(why, ".** ") + strlen(".** ");
	stop = strstr(text, "\n\n");
	return (struct page_part){text, (size_t)(stop - text)};
}
