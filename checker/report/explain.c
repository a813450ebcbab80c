/* The pages of docs/classes.md, for people.
 *
 * A page is shown without its marks: code is indented instead. */
#include "report/explain.h"

#include <string.h>

#include "base/nearest.h"
#include "report/facts/class_page.h"

static void add_part(struct page_part part, struct text *text)
{
	text_add_bytes(text, part.bytes, part.length);
}

void explain_list(struct text *text)
{
	struct class_page page = {0};

	text_add(text, "The classes of findings, followed by two warnings. For "
		       "details on one:\nmcheck explain CLASS\n\n");
	while (class_page_next(&page)) {
		size_t start = text->length;

		text_add(text, "  ");
		add_part(page.name, text);
		do {
			text_add(text, " ");
		} while (text->length - start < 22);
		add_part(page.about, text);
		text_add(text, "\n");
	}
}

static void add_without_marks(struct page_part line, struct text *text)
{
	for (size_t i = 0; i < line.length; i++) {
		if (line.bytes[i] == '*' && line.bytes[i + 1] == '*')
			i++;
		else if (line.bytes[i] != '`')
			text_add_bytes(text, line.bytes + i, 1);
	}
}

static void add_line(struct page_part line, bool code, struct text *text)
{
	if (code && line.length) {
		text_add(text, "    ");
		add_part(line, text);
	} else {
		add_without_marks(line, text);
	}
	text_add(text, "\n");
}

static void add_page(const struct class_page *page, struct text *text)
{
	const char *line = page->body.bytes;
	const char *end = line + page->body.length;
	bool code = false, last = !*end;

	add_part(page->name, text);
	text_add(text, "\n");
	while (line < end) {
		size_t length = strcspn(line, "\n");

		if (strncmp(line, "```", 3) == 0)
			code = !code;
		else
			add_line((struct page_part){line, length}, code, text);
		line += length + 1;
	}
	if (!last) /* the empty line before the next heading */
		text->bytes[--text->length] = 0;
}

/* The page's name that is most like it; without bytes when none is. */
static struct page_part find_nearest(const char *name)
{
	struct class_page page = {0};
	struct nearest nearest = {0};

	while (class_page_next(&page))
		nearest_try(&nearest, name, page.name.bytes, page.name.length);
	return (struct page_part){nearest.name, nearest.length};
}

static void add_advice(const char *name, struct text *text)
{
	struct class_page page = {0};
	struct page_part nearest = find_nearest(name);
	const char *between = "";

	if (nearest.bytes) {
		text_add(text, "did you mean ");
		add_part(nearest, text);
		text_add(text, "? mcheck explain lists all classes");
		return;
	}
	text_add(text, "the classes are ");
	for (; class_page_next(&page); between = ", ") {
		text_add(text, between);
		add_part(page.name, text);
	}
}

bool explain_page(const char *name, struct text *text, struct text *advice)
{
	struct class_page page = {0};

	while (class_page_next(&page)) {
		if (!class_page_is(&page, name))
			continue;
		add_page(&page, text);
		return true;
	}
	add_advice(name, advice);
	return false;
}
