/* What the classes of findings and the warnings are: the pages of
 * docs/classes.md, carried inside the executable. */
#ifndef MCHECK_REPORT_FACTS_CLASS_PAGE_H
#define MCHECK_REPORT_FACTS_CLASS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Parts of the text, which are not NUL-terminated. */
struct page_part {
	const char *bytes;
	size_t length;
};

/* {0} at the beginning. */
struct class_page {
	struct page_part name;  /* "data-race" */
	struct page_part about; /* a line that says in short what it is */
	struct page_part body;  /* all below the name, in Markdown */
};

/* Goes on to the next page; false after the last. */
bool class_page_next(struct class_page *page);

/* Is it the page of this name? */
bool class_page_is(const struct class_page *page, const char *name);

/* The paragraph that says why it is a bug, without its heading. */
struct page_part class_page_why(const struct class_page *page);

#endif
